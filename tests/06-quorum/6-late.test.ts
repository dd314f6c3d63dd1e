import { sweepInTest } from "#lab/sweep/in-test";
import { rule } from "#lab/testing/rule";
import type { Machine } from "#lab/world/machine";
import type { Zxid } from "#znode-tree/changes";
import type { ServerId } from "#quorum/members";
import { Ensemble, SETTING } from "./ensemble";
import { five, three } from "./scenarios";
import { addFollower, addScripted, propose, say, type Scripted } from "./scripted";
import { runsOf } from "./sets";

const INTERNALS = "ZooKeeper Internals, Leader Activation";
const SLOW = { min: 80, max: 120 };

rule("A backup that comes late gets what it has missed: all of it, without a hole", INTERNALS, () => {
  test("C comes when five writes are done: soon it is as the others are, though nobody writes any more", () => {
    const ensemble = written(5, { without: ["C"] });
    ensemble.add("C");
    ensemble.pass(500);

    expect(["A", "B", "C"].map((name) => ensemble.setting(name))).toEqual(["5", "5", "5"]);
  });

  test("C was there, was killed, missed some, and comes back: what it has isn't all that there is", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const ensemble = written(3, { seed });
      ensemble.machine("C").kill();
      for (let number = 4; number <= 9; number++) ensemble.write(String(number));
      ensemble.pass(500);
      ensemble.machine("C").start();
      ensemble.pass(500);

      expect({ seed, setting: ensemble.setting("C"), log: ensemble.loseAllPower().get("C") }).toEqual({
        seed,
        setting: "9",
        log: upTo(9n),
      });
    }
  });

  test.each(["all disks are alike", "the primary's disk is slow"])(
    "whenever it comes while a hundred writes go on (%s), it is proposed everything behind what it has, in order",
    (disks) => {
      for (let seed = 1; seed <= 20; seed++) {
        const ensemble = written(10, { seed, without: ["C"] });
        if (disks !== "all disks are alike") ensemble.machine("A").disk.flushTime = { min: 10, max: 30 };
        const late = addScripted(ensemble.world, "C", "A");
        const has = BigInt(seed % 11);
        for (let number = 11; number <= 110; number++) {
          ensemble.write(String(number));
          ensemble.pass(1);
          if (number === 30 + seed) say(ensemble.world, late, { type: "follow", zxid: has });
        }
        ensemble.pass(1_000);

        expect(`seed ${seed}: ${runsOf(newTo(has, late))}`).toBe(`seed ${seed}: ${has + 1n} to 110`);
      }
    },
  );

  test("what isn't committed belongs to it as well", () => {
    const ensemble = new Ensemble({ without: ["B", "C"] });
    ensemble.pass();
    for (let number = 1; number <= 3; number++) ensemble.write(String(number));
    ensemble.pass();
    const late = addScripted(ensemble.world, "C", "A");
    ensemble.pass();
    say(ensemble.world, late, { type: "follow", zxid: 1n });
    ensemble.pass();

    expect(newTo(1n, late)).toEqual([2n, 3n]);
  });

  test("it is committed what counts, and not before it has been proposed", () => {
    const ensemble = written(10, { without: ["C"] });
    const late = addScripted(ensemble.world, "C", "A");
    ensemble.pass();
    say(ensemble.world, late, { type: "follow", zxid: 4n });
    ensemble.pass(300);
    let has = 4n;
    let tooEarly = 0;
    for (const each of late.instance!.heard) {
      if (each.type === "propose" && each.transaction.zxid > has) has = each.transaction.zxid;
      if (each.type === "commit" && each.zxid > has) tooEarly += 1;
    }

    expect({ tooEarly, committed: late.instance!.committed }).toEqual({ tooEarly: 0, committed: 10n });
  });

  test("it has everything already: it only has to be told what counts", () => {
    const ensemble = written(5);
    ensemble.machine("C").kill();
    ensemble.pass(500);
    ensemble.machine("C").start();
    ensemble.pass(500);

    expect(ensemble.setting("C")).toBe("5");
  });
});

rule("No backup has what the primary could still lose: not even one that comes late", "step primary", () => {
  test("the primary's power fails when a late backup has heard of a write: the primary has it", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const ensemble = written(3, { seed, without: ["C"] });
      const late = addScripted(ensemble.world, "C", "A");
      ensemble.pass();
      ensemble.machine("A").disk.flushTime = SLOW;
      for (let number = 4; number <= 8; number++) {
        ensemble.write(String(number));
        ensemble.pass(5);
      }
      say(ensemble.world, late, { type: "follow", zxid: 0n });
      ensemble.pass(10 + seed);
      const heard = late.instance!.proposed;
      const log = ensemble.loseAllPower().get("A")!;

      expect({ seed, lost: heard.filter((zxid) => !log.includes(zxid)) }).toEqual({ seed, lost: [] });
    }
  });
});

rule("What a backup has counts from the moment in which it says so", INTERNALS, () => {
  test("three writes wait for a quorum: a backup comes, gets them, and they are answered", () => {
    const ensemble = new Ensemble({ without: ["B", "C"] });
    ensemble.pass();
    const told = [1, 2, 3].map((number) => ensemble.write(String(number)));
    ensemble.pass();
    const before = told.flat();
    ensemble.add("B");
    ensemble.pass(300);

    expect({ before, after: told.flat(), setting: ensemble.setting("B") }).toEqual({
      before: [],
      after: [1n, 2n, 3n],
      setting: "3",
    });
  });

  test("primary and backup start again with the same log: no write is needed to find out that it counts", () => {
    const ensemble = written(4, { without: ["C"] });
    for (const name of ["A", "B"]) ensemble.machine(name).powerCut();
    for (const name of ["A", "B"]) ensemble.machine(name).start();
    ensemble.pass(500);

    expect(["A", "B"].map((name) => ensemble.setting(name))).toEqual(["4", "4"]);
  });

  test("a backup that comes again speaks of what its disk has, and of nothing more", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { world, primary, backup } = addFollower(seed);
      backup.disk.flushTime = SLOW;
      say(world, primary, ...[1n, 2n, 3n].map(propose));
      world.advance(10);
      world.faults.breakConnections("A", "B");
      const heard = primary.instance!.heard.length;
      const said = (): Zxid => follows(primary.instance!, heard).at(-1) ?? -1n;
      for (let waited = 0; waited < 1_000 && said() === -1n; waited += 1) world.advance(1);
      const before = said();
      backup.powerCut();
      backup.start();
      world.advance(500);

      expect({ seed, before, came: before >= 0n, lost: said() < before }).toEqual({
        seed,
        before,
        came: true,
        lost: false,
      });
    }
  });
});

rule("Connections break, and servers come back", "lab/host.ts, Connection", () => {
  test("the connection breaks, and nothing else: the backup dials again", () => {
    const ensemble = written(2);
    for (const name of ["B", "C"]) ensemble.world.faults.breakConnections("A", name);
    ensemble.pass(1_000);
    const told = ensemble.write("150");
    ensemble.pass();

    expect({ told, settings: ["B", "C"].map((name) => ensemble.setting(name)) }).toEqual({
      told: [3n],
      settings: ["150", "150"],
    });
  });

  test("the primary isn't there when a backup starts: it dials until it is", () => {
    const ensemble = new Ensemble({ without: ["A"] });
    ensemble.pass(5_000);
    ensemble.add("A");
    ensemble.pass(3_000);
    const told = ensemble.write("150");
    ensemble.pass();

    expect(told).toEqual([1n]);
  });

  test("the primary is killed in the middle of fifty writes, and comes back: what was answered is there, and it goes on", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const ensemble = written(1, { seed });
      for (let number = 2; number <= 50; number++) {
        ensemble.write(String(number));
        if (number % 5 === 0) ensemble.pass(2);
      }
      if (seed % 2 === 0) ensemble.machine("A").kill();
      else ensemble.machine("A").powerCut();
      ensemble.pass(20);
      ensemble.machine("A").start();
      ensemble.pass(3_000);
      const told = ensemble.write("last");
      ensemble.pass();

      expect({
        seed,
        told: told.length,
        missing: ["A", "B", "C"].flatMap((name) => ensemble.ledger.missingFrom(ensemble.database(name))),
      }).toEqual({
        seed,
        told: 1,
        missing: [],
      });
      expect(["A", "B", "C"].map((name) => ensemble.setting(name))).toEqual(["last", "last", "last"]);
    }
  });
});

rule("Whoever starts again knows what it has, and not what counts", "ZooKeeper Internals, Guarantees", () => {
  test("a primary that starts alone carries out nothing of its log until a quorum has it", () => {
    const ensemble = new Ensemble({ without: ["B", "C"] });
    ensemble.pass();
    ensemble.write("150");
    ensemble.pass();
    ensemble.machine("A").kill();
    ensemble.machine("A").start();
    ensemble.pass(1_000);
    const alone = ensemble.setting("A");
    ensemble.add("C");
    ensemble.pass(300);

    expect({ alone, with: ensemble.setting("A") }).toEqual({ alone: "-", with: "150" });
  });

  test("a backup that starts again carries out nothing of its log until it is committed", () => {
    const { world, primary, backup } = addFollower();
    say(world, primary, ...[1n, 2n, 3n].map(propose), { type: "commit", zxid: 1n });
    world.advance(200);
    backup.kill();
    backup.start();
    world.advance(500);
    const alone = backup.instance!.database.lastZxid;
    say(world, primary, { type: "commit", zxid: 2n });
    world.advance(100);

    expect({ alone, then: backup.instance!.database.lastZxid }).toEqual({ alone: 0n, then: 2n });
  });

  test("a primary that starts again decides as if all of its log would count", () => {
    const ensemble = new Ensemble({ without: ["B", "C"] });
    ensemble.pass();
    ensemble.write("150");
    ensemble.pass();
    ensemble.machine("A").kill();
    ensemble.machine("A").start();
    ensemble.pass();
    const told = ensemble.write("200");
    ensemble.add("B");
    ensemble.pass(500);

    expect({ told, setting: ensemble.setting("B") }).toEqual({ told: [2n], setting: "200" });
  });
});

rule(
  "A backup that has more than its primary has met a primary that has lost something",
  "chapter 5, step storage",
  () => {
    test("the primary's disk was replaced by an empty one: nothing is acknowledged any more, and the backups keep theirs", () => {
      const ensemble = written(5);
      const { length } = ensemble.ledger.history;
      ensemble.machine("A").kill();
      ensemble.machine("A").wipe();
      ensemble.machine("A").start();
      ensemble.pass(20);
      const told = ensemble.machine("A").up ? ensemble.write("from nothing") : [];
      ensemble.pass(3_000);
      const after = ensemble.ledger.history.length;
      const logs = ensemble.loseAllPower();

      expect({ told, after, B: logs.get("B"), C: logs.get("C") }).toEqual({
        told: [],
        after: length,
        B: upTo(5n),
        C: upTo(5n),
      });
    });
  },
);

rule("What a majority promises, and what it doesn't", "L. Lamport, The part-time parliament, 1998", () => {
  test("the primary is gone for ever: whichever majority is asked, somebody has every acknowledged write", () => {
    for (let seed = 1; seed <= 15; seed++) {
      const ensemble = new Ensemble({ seed, servers: 5 });
      ensemble.pass(200);
      ensemble.machine("E").kill();
      for (let number = 1; number <= 30; number++) {
        ensemble.write(String(number));
        ensemble.pass(1);
        if (number === 10) ensemble.machine("E").start();
      }
      const told = [...ensemble.ledger.told.keys()];
      const logs = ensemble.loseAllPower();
      const forgetful = majorities(ensemble).filter((ids) => {
        const known = new Set(ids.flatMap((id) => logs.get(ensemble.members.find(id)!.name)!));
        return told.some((zxid) => !known.has(zxid));
      });

      expect({ seed, forgetful }).toEqual({ seed, forgetful: [] });
    }
  });

  test("a minority has a write that nobody was told of: after a restart it counts, or it never was, by who is there", () => {
    const fates = [true, false].map((survives) => {
      const ensemble = new Ensemble({ servers: 3 });
      ensemble.pass(200);
      for (const name of ["B", "C"]) ensemble.world.faults.clog("A", name);
      const told = ensemble.write("150");
      if (survives) ensemble.pass();
      ensemble.machine("A").powerCut();
      ensemble.world.faults.heal();
      ensemble.machine("A").start();
      ensemble.pass(3_000);
      return { told, setting: ensemble.setting("B") };
    });

    expect(fates).toEqual([
      { told: [], setting: "150" },
      { told: [], setting: "-" },
    ]);
  });

  test("the primary is gone for ever: the others have everything, and nothing goes on", () => {
    const ensemble = written(3);
    ensemble.machine("A").kill();
    ensemble.pass(60_000);

    expect({
      settings: ["B", "C"].map((name) => ensemble.setting(name)),
      done: ensemble.ledger.history.length,
    }).toEqual({ settings: ["3", "3"], done: 3 });
  });
});

rule(
  "Whatever befalls a primary and its backups, no acknowledged write is lost",
  "every rule of this chapter",
  () => {
    test("three servers, killed, unplugged, cut off, slowed down, with bad disks", () =>
      sweepInTest(three, { seeds: 70 }));

    test("five servers, and in the end some of them are gone for good", () =>
      sweepInTest(five, { seeds: 60 }));
  },
);

/** An ensemble in which so many writes are done. */
function written(count: number, options: ConstructorParameters<typeof Ensemble>[0] = {}): Ensemble {
  const ensemble = new Ensemble(options);
  ensemble.pass(200);
  for (let number = 1; number <= count; number++) ensemble.write(String(number), SETTING);
  ensemble.pass(200);
  return ensemble;
}

function upTo(last: Zxid): Zxid[] {
  return Array.from({ length: Number(last) }, (_, index) => BigInt(index + 1));
}

/** What was proposed to a backup that had everything up to a zxid, without what it had already. */
function newTo(has: Zxid, machine: Machine<Scripted>): Zxid[] {
  let last = has;
  return machine.instance!.proposed.filter((zxid) => {
    if (zxid <= last) return false;
    last = zxid;
    return true;
  });
}

/** The zxids with which backups came to follow, from the message of a number on. */
function follows({ heard }: Scripted, from: number): Zxid[] {
  return heard.slice(from).flatMap((each) => (each.type === "follow" ? [each.zxid] : []));
}

function majorities({ members }: Ensemble): ServerId[][] {
  const ids = members.list.map(({ id }) => id);
  const sets = Array.from({ length: 2 ** ids.length }, (_, bits) =>
    ids.filter((__, place) => bits & (1 << place)),
  );
  return sets.filter((set) => members.quorum.isReachedBy(new Set(set)));
}
