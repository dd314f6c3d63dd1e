import { refusalOf } from "#lab/testing/refusal";
import { rule } from "#lab/testing/rule";
import type { World } from "#lab/world/world";
import { bytes } from "#lab/testing/bytes";
import type { Zxid } from "#znode-tree/changes";
import { Weighted } from "#quorum/weighted";
import { Ensemble, type EnsembleOptions, put, SETTING } from "./ensemble";
import { addFollower, addScripted, propose, say } from "./scripted";

const INTERNALS = "ZooKeeper Internals, Active Messaging";
const SLOW = { min: 80, max: 120 };

rule(
  "A write is answered when a quorum has it on its disks, and the primary is one of them",
  INTERNALS,
  () => {
    test.each([
      ["all disks are alike", {}],
      ["the primary's disk is slow", { A: SLOW }],
      ["the backups' disks are slow", { B: SLOW, C: SLOW }],
      ["one backup's disk is slow", { C: SLOW }],
    ])("%s; everybody loses power in the moment of the answer: it is on enough disks", (_, disks) => {
      for (let seed = 1; seed <= 25; seed++) {
        const ensemble = connected({ seed });
        for (const [name, span] of Object.entries(disks)) ensemble.machine(name).disk.flushTime = span;
        let logs = new Map<string, Zxid[]>();
        ensemble.write("150", SETTING, () => ensemble.world.after(0, () => (logs = ensemble.loseAllPower())));
        ensemble.pass(1_000);
        const have = [...logs].filter(([, zxids]) => zxids.includes(1n)).map(([name]) => name);

        const isSafe = have.includes("A") && have.length >= 2;
        const found = `seed ${seed}: answered, and then ${have.join(" and ") || "nobody"} had it on the disk`;

        expect(isSafe ? "A had it on the disk, and another one" : found).toBe(
          "A had it on the disk, and another one",
        );
      }
    });

    test("a single server is its own quorum: its disk must have it", () => {
      for (let seed = 1; seed <= 25; seed++) {
        const ensemble = connected({ seed, servers: 1 });
        let logs = new Map<string, Zxid[]>();
        ensemble.write("150", SETTING, () => ensemble.world.after(0, () => (logs = ensemble.loseAllPower())));
        ensemble.pass();

        expect({ seed, log: logs.get("A") }).toEqual({ seed, log: [1n] });
      }
    });

    test.each([
      { of: 2, missing: "", then: "answered" },
      { of: 2, missing: "B", then: "not answered" },
      { of: 3, missing: "C", then: "answered" },
      { of: 3, missing: "BC", then: "not answered" },
      { of: 4, missing: "D", then: "answered" },
      { of: 4, missing: "CD", then: "not answered" },
      { of: 5, missing: "DE", then: "answered" },
      { of: 5, missing: "CDE", then: "not answered" },
    ])("of $of servers are missing: '$missing'. A write is $then", ({ of, missing, then }) => {
      const answered = then === "answered";
      const ensemble = connected({ servers: of, without: [...missing] });
      const told = ensemble.write("150");
      ensemble.pass(5_000);

      expect({ told, setting: ensemble.setting("A") }).toEqual({
        told: answered ? [1n] : [],
        setting: answered ? "150" : "-",
      });
    });

    test("a slow backup isn't waited for: the answer is there long before it has anything", () => {
      const ensemble = connected();
      ensemble.machine("C").disk.flushTime = { min: 2_000, max: 2_000 };
      const told = ensemble.write("150");
      ensemble.pass(50);

      expect(told).toEqual([1n]);
    });

    test("a write is answered once", () => {
      const ensemble = connected({ servers: 5 });
      const told = ensemble.write("150");
      ensemble.pass(1_000);

      expect(told).toEqual([1n]);
    });
  },
);

rule(
  "Who isn't a voter is told everything and counts for nothing",
  "ZooKeeper Observers, Introduction",
  () => {
    test("an observer acknowledges, and isn't counted", () => {
      const ensemble = connected({ servers: 5, observers: 2, without: ["B", "C"] });
      const told = ensemble.write("150");
      ensemble.pass(1_000);

      expect({ told, logs: ensemble.loseAllPower().get("D") }).toEqual({ told: [], logs: [1n] });
    });

    test("an observer carries out what the voters have committed", () => {
      const ensemble = connected({ servers: 4, observers: 1 });
      const told = ensemble.write("150");
      ensemble.pass(1_000);

      expect({ told, setting: ensemble.setting("D") }).toEqual({ told: [1n], setting: "150" });
    });

    test("the ensemble's own rule decides: here C has no weight", () => {
      const weights = new Map([
        [1, 1],
        [2, 1],
        [3, 0],
      ]);
      const [withC, withB] = ["B", "C"].map((gone) => {
        const ensemble = connected({ quorum: new Weighted(weights), without: [gone] });
        const told = ensemble.write("150");
        ensemble.pass(1_000);
        return told;
      });

      expect({ withC, withB }).toEqual({ withC: [], withB: [1n] });
    });

    test("somebody who is no member dials and acknowledges all sorts of things: it counts for nothing", () => {
      const ensemble = connected({ without: ["B", "C"] });
      const stranger = addScripted(ensemble.world, "X", "A");
      ensemble.pass();
      const told = ensemble.write("150");
      say(ensemble.world, stranger, { type: "follow", zxid: 0n }, { type: "ack", zxid: 1n });
      ensemble.pass(1_000);

      expect(told).toEqual([]);
    });
  },
);

rule("A server counts once, however often it is connected", INTERNALS, () => {
  test("one backup, connected twice, acknowledges twice: it counts once", () => {
    const ensemble = connected({ servers: 5, without: ["B", "C", "D", "E"] });
    const backup = addScripted(ensemble.world, "B", "A");
    ensemble.pass();
    say(ensemble.world, backup, { type: "follow", zxid: 0n });
    ensemble.as("B", () => backup.instance!.dial("A"));
    ensemble.pass();
    say(ensemble.world, backup, { type: "follow", zxid: 0n });
    ensemble.pass();
    const told = ensemble.write("150");
    ensemble.pass();
    ensemble.as("B", () => {
      for (const connection of backup.instance!.connections) connection.send({ type: "ack", zxid: 1n });
    });
    ensemble.pass();

    expect(told).toEqual([]);
  });
});

rule(
  "No backup has what the primary could still lose",
  "this chapter: the log of a fixed primary is the history",
  () => {
    test("the primary's power fails in the moment in which a backup hears of a write: the primary has it", () => {
      for (let seed = 1; seed <= 25; seed++) {
        const ensemble = connected({ seed, without: ["B"] });
        const backup = addScripted(ensemble.world, "B", "A");
        ensemble.pass();
        say(ensemble.world, backup, { type: "follow", zxid: 0n });
        ensemble.pass();
        ensemble.machine("A").disk.flushTime = SLOW;
        ensemble.write("150");
        let logs = new Map<string, Zxid[]>();
        for (let waited = 0; waited < 1_000 && logs.size === 0; waited += 1) {
          ensemble.pass(1);
          if (backup.instance!.proposed.length > 0) logs = ensemble.loseAllPower();
        }

        expect({ seed, log: logs.get("A") }).toEqual({ seed, log: [1n] });
      }
    });
  },
);

rule("A backup acknowledges what its disk has", "ZOOKEEPER-3911", () => {
  test("its power fails in the moment in which its acknowledgement arrives: the log has it", () => {
    for (let seed = 1; seed <= 25; seed++) {
      const { world, primary, backup } = addFollower(seed);
      backup.disk.flushTime = SLOW;
      say(world, primary, propose(1n), propose(2n), propose(3n));
      for (let waited = 0; waited < 1_000 && primary.instance!.acknowledged === 0n; waited += 1)
        world.advance(1);
      const { acknowledged } = primary.instance!;
      backup.powerCut();
      const kept = followAgain(world, primary, backup);

      expect({ seed, kept: kept >= acknowledged, acknowledged }).toEqual({
        seed,
        kept: true,
        acknowledged: expect.any(BigInt) as bigint,
      });
      expect(acknowledged > 0n).toBe(true);
    }
  });

  test("everything that is proposed is acknowledged in the end", () => {
    const { world, primary } = addFollower();
    say(world, primary, ...[1n, 2n, 3n, 4n, 5n].map(propose));
    world.advance(200);

    expect(primary.instance!.acknowledged).toBe(5n);
  });

  test("what it has already may come again: it is acknowledged again, and carried out once", () => {
    const { world, primary, applied } = addFollower();
    say(world, primary, propose(1n), propose(2n));
    world.advance(200);
    const heard = primary.instance!.heard.length;
    say(world, primary, propose(1n), propose(2n));
    world.advance(200);
    const again = primary.instance!.heard.slice(heard).at(-1);
    say(world, primary, propose(3n), { type: "commit", zxid: 3n });
    world.advance(200);

    expect({ again, applied: applied() }).toEqual({
      again: { type: "ack", zxid: 2n },
      applied: [1n, 2n, 3n],
    });
  });
});

rule(
  "What is committed is carried out: on every server, in order, each once, and nothing else",
  INTERNALS,
  () => {
    test("a backup that has a proposal and has heard of no commit hasn't carried it out", () => {
      const { world, primary, backup, value } = addFollower();
      say(world, primary, propose(1n), propose(2n));
      world.advance(500);

      expect({
        acknowledged: primary.instance!.acknowledged,
        last: backup.instance!.database.lastZxid,
        value: value(),
      }).toEqual({ acknowledged: 2n, last: 0n, value: "-" });
    });

    test("a commit covers everything before it, and nothing behind it", () => {
      const { world, primary, value } = addFollower();
      const seen: string[] = [];
      say(world, primary, ...[1n, 2n, 3n, 4n].map(propose));
      for (const zxid of [1n, 3n, 3n, 2n, 4n]) {
        say(world, primary, { type: "commit", zxid });
        world.advance(100);
        seen.push(value());
      }

      expect(seen).toEqual(["1", "3", "3", "3", "4"]);
    });

    test("of five servers two are further than the third: what the third has is committed, and no more", () => {
      const ensemble = connected({ servers: 5, without: ["B", "C", "D", "E"] });
      const backups = ["B", "C"].map((name) => addScripted(ensemble.world, name, "A"));
      ensemble.pass();
      for (const backup of backups) say(ensemble.world, backup, { type: "follow", zxid: 0n });
      ensemble.pass();
      for (const value of ["1", "2", "3"]) ensemble.write(value);
      ensemble.pass();
      say(ensemble.world, backups[0]!, { type: "ack", zxid: 2n });
      ensemble.pass();
      say(ensemble.world, backups[1]!, { type: "ack", zxid: 3n });
      ensemble.pass();

      expect(backups.map(({ instance }) => instance!.committed)).toEqual([2n, 2n]);
    });

    test("max_connections is 100, and then 150: on A, B and C", () => {
      const ensemble = connected();
      ensemble.write("100");
      ensemble.pass();
      const before = ["A", "B", "C"].map((name) => ensemble.setting(name));
      ensemble.write("150");
      ensemble.pass();

      expect([before, ["A", "B", "C"].map((name) => ensemble.setting(name))]).toEqual([
        ["100", "100", "100"],
        ["150", "150", "150"],
      ]);
    });

    test("a primary whose backups stand still has carried out nothing; when they go on, it carries it out", () => {
      const ensemble = connected();
      for (const name of ["B", "C"]) ensemble.machine(name).pause();
      const told = ensemble.write("150");
      ensemble.pass(1_000);
      const waiting = ensemble.setting("A");
      ensemble.machine("C").resume();
      ensemble.pass();

      expect({ waiting, told, after: ensemble.setting("A") }).toEqual({
        waiting: "-",
        told: [1n],
        after: "150",
      });
    });

    test("a hundred writes, one behind the other without waiting: all servers carry out the same", () => {
      for (let seed = 1; seed <= 10; seed++) {
        const ensemble = connected({ seed, servers: 5 });
        const told: Zxid[] = [];
        for (let number = 1; number <= 100; number++) {
          ensemble.write(String(number), SETTING, (zxid) => told.push(zxid));
          if (number % 7 === 0) ensemble.pass(3);
        }
        ensemble.pass(500);
        const last = ["A", "B", "C", "D", "E"].map((name) => ensemble.database(name)!.lastZxid);

        expect({ seed, last, told: told.length, history: ensemble.ledger.history.length }).toEqual({
          seed,
          last: [100n, 100n, 100n, 100n, 100n],
          told: 100,
          history: 100,
        });
        expect(told).toEqual([...told].sort((a, b) => Number(a - b)));
      }
    });
  },
);

rule(
  "A request is decided as if everything before it had been done",
  "ZooKeeper source, PrepRequestProcessor",
  () => {
    test("a znode is created twice, and the first creation isn't committed yet: the second is refused", () => {
      const ensemble = connected();
      const outcomes = ensemble.as("A", () => [create(ensemble), create(ensemble)]);
      ensemble.pass();

      expect(outcomes).toEqual(["accepted", "NodeExists"]);
    });

    test("two set the data of version 0: the second is refused, and its answer never comes", () => {
      const ensemble = connected();
      const told: string[] = [];
      const outcomes = ensemble.as("A", () => {
        create(ensemble);
        return ["first", "second"].map((value) =>
          refusalOf(() =>
            ensemble.primary.write({ type: "setData", path: "/s", data: bytes(value), version: 0 }, () =>
              told.push(value),
            ),
          ),
        );
      });
      ensemble.pass();

      expect({ outcomes, told, setting: ensemble.setting("C", "/s") }).toEqual({
        outcomes: ["accepted", "BadVersion"],
        told: ["first"],
        setting: "first",
      });
    });

    test("a refusal takes nothing away: what comes behind it is done", () => {
      const ensemble = connected();
      ensemble.as("A", () => [create(ensemble), create(ensemble)]);
      const told = ensemble.write("150");
      ensemble.pass();

      expect({ told: told.length, setting: ensemble.setting("B") }).toEqual({ told: 1, setting: "150" });
    });
  },
);

rule("What is outstanding is bounded", "ZooKeeper Administrator's Guide: globalOutstandingLimit", () => {
  test("no more than the limit waits: whoever comes then is told so, and nothing has been done", () => {
    const ensemble = connected({ primary: { maxOutstanding: 3 } });
    for (const name of ["B", "C"]) ensemble.machine(name).pause();
    for (let number = 1; number <= 3; number++) ensemble.write(String(number));
    const fourth = ensemble.as("A", () => attempt(() => put(ensemble.primary, SETTING, "4", () => {})));
    for (const name of ["B", "C"]) ensemble.machine(name).resume();
    ensemble.pass();

    expect({ fourth, setting: ensemble.setting("B") }).toEqual({ fourth: "Overloaded", setting: "3" });
  });

  test("when the proposals are committed there is room again", () => {
    const ensemble = connected({ primary: { maxOutstanding: 2 } });
    for (let number = 1; number <= 8; number++) {
      ensemble.write(String(number));
      if (number % 2 === 0) ensemble.pass();
    }

    expect(ensemble.setting("C")).toBe("8");
  });
});

rule("A backup is told of everything on its latest connection", "lab/host.ts, Connection", () => {
  test("the primary learns late that an old connection has broken: the new one goes on", () => {
    const ensemble = connected({ without: ["B"] });
    const backup = addScripted(ensemble.world, "B", "A");
    ensemble.pass();
    say(ensemble.world, backup, { type: "follow", zxid: 0n });
    ensemble.pass();
    ensemble.as("B", () => backup.instance!.dial("A"));
    ensemble.pass();
    say(ensemble.world, backup, { type: "follow", zxid: 0n });
    ensemble.pass();
    ensemble.as("B", () => backup.instance!.connections[0]!.close());
    ensemble.pass();
    ensemble.write("150");
    ensemble.pass();

    expect({ proposed: backup.instance!.proposed, committed: backup.instance!.committed }).toEqual({
      proposed: [1n],
      committed: 1n,
    });
  });
});

/** An ensemble whose backups have found their primary, and in which nothing has been written yet. */
function connected(options: EnsembleOptions = {}): Ensemble {
  const ensemble = new Ensemble(options);
  ensemble.pass(200);
  return ensemble;
}

function create(ensemble: Ensemble): string {
  return refusalOf(() => ensemble.primary.write({ type: "create", path: "/s", data: bytes("0") }, () => {}));
}

/** The name of the error that it throws, or `accepted`. */
function attempt(act: () => void): string {
  try {
    act();
    return "accepted";
  } catch (error) {
    return (error as Error).name;
  }
}

/** Starts a backup again. @returns the zxid up to which it says that its disk has everything */
function followAgain(
  world: World,
  primary: ReturnType<typeof addScripted>,
  backup: ReturnType<typeof addFollower>["backup"],
): Zxid {
  const heard = primary.instance!.heard.length;
  backup.start();
  world.advance(1_000);
  const again = primary.instance!.heard.slice(heard).find((each) => each.type === "follow");
  return again?.type === "follow" ? again.zxid : -1n;
}
