import { sweepInTest } from "#lab/sweep/in-test";
import { rule } from "#lab/testing/rule";
import type { Recorder } from "#lab/trace/recorder";
import { World } from "#lab/world/world";
import type { Members } from "#quorum/members";
import { showZxid } from "#zab/zxids";
import { broadcast, type Ensemble, observed, three } from "./scenarios";
import { membersOf, TICK } from "./subject";
import { ELECTION_SERVICE, type Notification } from "#leader-election/notification";
import { Storage } from "#transaction-log/storage";
import { Node } from "./node";
import { Properties } from "./properties";
import { inDatabase, orders } from "./transactions";

const PAPER = "F. Junqueira, B. Reed, M. Serafini, Zab (DSN 2011)";
const TLA = "ZooKeeper's TLA+ specification of Zab";

/** An ensemble in a world of its own. */
class Run {
  readonly world: World;
  readonly ensemble: Ensemble;
  readonly names: string[];

  constructor(members: Members, seed = 1, recorder?: Recorder) {
    this.world = new World({ seed, ...(recorder && { recorder }) });
    this.ensemble = broadcast(this.world, members);
    this.names = members.list.map(({ name }) => name);
  }

  node(name: string) {
    return this.ensemble.nodes.get(name)!.instance!;
  }
  machine(name: string) {
    return this.world.machine(name);
  }
  get leader(): string | undefined {
    return this.names.find((name) => this.ensemble.nodes.get(name)!.instance?.leading !== undefined);
  }
  get serving(): string[] {
    return this.names.filter((name) => this.ensemble.nodes.get(name)!.instance?.isServing === true);
  }
  get committed(): number {
    return this.ensemble.properties.committed.length;
  }

  /** Lets time pass until these servers serve and deliver. */
  settle(names = this.names, within = 20_000): void {
    this.ensemble.heal!(names);
    const end = this.world.now + within;
    while (this.ensemble.unsettled(names) !== undefined) {
      if (this.world.now >= end)
        throw new Error(`${within} ms are over, and ${this.ensemble.unsettled(names)}`);
      this.world.advance(20);
    }
  }
}

rule("A leader is found, and all deliver what it proposes", PAPER, () => {
  test.each([1, 3, 5])("an ensemble of %d", (count) => {
    const run = new Run(membersOf(count));
    run.settle();
    run.world.advance(1_000);

    expect(run.serving).toEqual(run.names);
    expect(run.committed).toBeGreaterThan(20);
  });

  test("an observer follows as the others do, and never leads", () => {
    const run = new Run(membersOf(3, 2));
    run.settle();
    run.machine(run.leader!).kill();
    run.settle(run.names.filter((name) => run.machine(name).up));

    expect(run.serving).toEqual(expect.arrayContaining(["D", "E"]));
    expect(["A", "B", "C"]).toContain(run.leader);
  });

  test("a majority goes on, a minority doesn't", () => {
    const run = new Run(membersOf(5));
    run.settle();
    const followers = run.names.filter((name) => name !== run.leader);
    run.machine(followers[0]!).kill();
    run.machine(followers[1]!).kill();
    run.world.advance(6 * TICK);
    const before = run.committed;
    run.world.advance(2 * TICK);
    const goesOn = run.committed > before;
    run.machine(followers[2]!).kill();
    run.world.advance(8 * TICK);
    const at = run.committed;
    run.world.advance(4 * TICK);

    expect([goesOn, run.committed - at, run.serving]).toEqual([true, 0, []]);
  });
});

rule("Whoever leads next has all that was committed, and what wasn't has one fate everywhere", TLA, () => {
  const MOMENTS = ["leaderInfo", "propose", "newLeader", "upToDate", "commit", "snapshot"];
  const CASES = MOMENTS.flatMap((moment) =>
    (["kill", "powerCut"] as const).map((end) => [moment, end] as const),
  );

  test.each(CASES)("the leader has just sent its first %s, and then: %s", (moment, end) => {
    for (let seed = 1; seed <= 2; seed++) {
      let hit: string | undefined;
      let isArmed = false;
      const recorder: Recorder = {
        sent: (_time, from, _to, message) => {
          if (!isArmed || hit !== undefined || (message as { type?: string }).type !== moment) return 0;
          hit = from;
          run.world.after(0, () => run.machine(from)[end]());
          return 0;
        },
        arrived: () => {},
        lost: () => {},
        happened: () => {},
      };
      const run = new Run(membersOf(3), seed, recorder);
      run.settle();
      // One is behind, and the leader is lost: the next one has to bring somebody up to date.
      const behind = run.names.find((name) => name !== run.leader)!;
      run.machine(behind).kill();
      run.world.advance(1_500);
      isArmed = true;
      run.machine(run.leader!).kill();
      for (const name of run.names) if (!run.machine(name).up) run.machine(name).start();
      run.world.advance(6_000);
      for (const name of run.names) if (!run.machine(name).up) run.machine(name).start();
      run.settle();
      run.world.advance(500);
      // A snapshot is sent only where there is no other way.
      if (moment !== "snapshot") expect({ seed, hit: hit !== undefined }).toEqual({ seed, hit: true });
      const histories = new Set(
        run.names.map(
          (name) =>
            `${showZxid(run.node(name).storage.database.lastZxid)} ${inDatabase(run.node(name).storage)}`,
        ),
      );

      expect({ seed, histories: histories.size <= 2 }).toEqual({ seed, histories: true });
    }
  });

  test("never B without A: a leader proposes A and then B, across two changes of leaders", () => {
    for (let seed = 1; seed <= 6; seed++) {
      const run = new Run(membersOf(3), seed);
      run.settle();
      for (let change = 0; change < 2; change++) {
        run.machine(run.leader!).powerCut();
        run.world.advance(4_000);
        for (const name of run.names) if (!run.machine(name).up) run.machine(name).start();
        run.settle();
      }
      // The properties of every event say so: each order comes right behind the one before it, or not at all.
      expect({ seed, violation: run.ensemble.properties.violation }).toEqual({ seed, violation: undefined });
      expect(run.committed).toBeGreaterThan(50);
    }
  });

  test("a deposed leader's tail is cut off when it comes back", () => {
    const run = new Run(membersOf(3), 2);
    run.settle();
    const old = run.leader!;
    const others = run.names.filter((name) => name !== old);
    for (const other of others) run.world.faults.cut(old, other);
    run.world.advance(150);
    const tail = run.node(old).storage.log.lastZxid;
    for (const other of others) run.world.faults.cut(other, old);
    run.world.advance(8_000);
    const goesOn = run.leader !== old && run.leader !== undefined;
    run.world.faults.heal();
    run.settle();
    run.world.advance(300);

    expect(goesOn).toBe(true);
    expect(inDatabase(run.node(old).storage).includes(showZxid(tail))).toBe(
      run.ensemble.properties.committed.includes(tail),
    );
  });

  test("all lose their power at once: what was committed is there", () => {
    for (let seed = 1; seed <= 4; seed++) {
      const run = new Run(membersOf(3), seed);
      run.settle();
      run.world.advance(700);
      const { committed } = run.ensemble.properties;
      const before = [...committed];
      for (const name of run.names) run.machine(name).powerCut();
      for (const name of run.names) run.machine(name).start();
      run.settle();
      const has = inDatabase(run.node(run.leader!).storage);

      expect({ seed, lost: before.filter((zxid) => !has.includes(showZxid(zxid))) }).toEqual({
        seed,
        lost: [],
      });
    }
  });
});

rule(
  "A server votes with what its disk has",
  "ZooKeeper source, QuorumPeer.getCurrentEpoch and getLastLoggedZxid",
  () => {
    test("the epoch that it has taken part in, not the one that it has promised; and the last in its log", () => {
      const world = new World({ seed: 1 });
      const votes: Notification[] = [];
      world.server("A", (host) =>
        host.network.receive<Notification>(ELECTION_SERVICE, {
          onDatagram: (_, __, message) => votes.push(message),
        }),
      );
      const machine = world.server("B", (host) => {
        const storage = new Storage(host);
        storage.open(() => {
          for (const each of orders(2, 1, 40)) storage.append(each, () => {});
          storage.log.sync(() => storage.acceptedEpoch.set(5, () => storage.currentEpoch.set(2, () => {})));
        });
        return storage;
      });
      world.advance(500);
      machine.kill();
      // The same disk, with a server on it.
      const disk = machine.disk;
      const files = disk.files().map((file) => [file, disk.content(file)] as const);
      const other = new World({ seed: 1 });
      other.server("A", (host) =>
        host.network.receive<Notification>(ELECTION_SERVICE, {
          onDatagram: (_, __, message) => votes.push(message),
        }),
      );
      let isFirst = true;
      const server = other.server("B", (host) => {
        if (isFirst) {
          for (const [file, content] of files) host.disk.append(file, content);
          isFirst = false;
          return undefined;
        }
        return new Node(host, 2, membersOf(3), new Properties(), {});
      });
      server.kill();
      server.start();
      other.advance(1_000);

      expect(votes[0]?.vote).toEqual({ leader: 2, epoch: 2, zxid: orders(2, 40, 40)[0]!.zxid });
    });
  },
);

rule("A server whose disk was wiped has no say until it has followed", "ZOOKEEPER-261", () => {
  test("it has no vote to tell", () => {
    const world = new World({ seed: 1 });
    const told: Notification[] = [];
    world.server("A", (host) =>
      host.network.receive<Notification>(ELECTION_SERVICE, {
        onDatagram: (_, __, message) => told.push(message),
      }),
    );
    // Its disk is empty, and no operator has said that it should be.
    world.server("B", (host) => new Node(host, 2, membersOf(3), new Properties(), {}));
    world.advance(1_000);

    expect(told.length).toBeGreaterThan(0);
    expect(told.filter(({ vote }) => vote !== undefined)).toEqual([]);
  });

  test("it is brought up to date by a leader that the others elect", () => {
    const run = new Run(membersOf(3));
    run.settle();
    const wiped = run.names.find((name) => name !== run.leader)!;
    const { lastZxid } = run.node(run.leader!).storage.database;
    run.machine(wiped).kill();
    run.machine(wiped).wipe();
    run.machine(wiped).start();
    run.settle();

    expect(run.node(wiped).storage.database.lastZxid).toBeGreaterThanOrEqual(lastZxid);
  });

  test("with one that knows less it doesn't make a quorum: nothing that was committed is forgotten", () => {
    const run = new Run(membersOf(3), 4);
    run.settle();
    const leader = run.leader!;
    const [behind, wiped] = run.names.filter((name) => name !== leader) as [string, string];
    run.machine(behind).kill();
    run.world.advance(1_000);
    run.machine(leader).kill();
    run.machine(wiped).kill();
    run.machine(wiped).wipe();
    run.machine(behind).start();
    run.machine(wiped).start();
    run.world.advance(20 * TICK);
    const alone = run.serving;
    run.machine(leader).start();
    run.settle();

    expect(alone).toEqual([]);
    expect(run.ensemble.properties.violation).toBeUndefined();
  });
});

rule("Whatever befalls them, all deliver the same in the same order, and in the end they agree", TLA, () => {
  test("three servers", () => sweepInTest(three, { seeds: 30 }));
  test("four, and an observer", () => sweepInTest(observed, { seeds: 10 }));
});
