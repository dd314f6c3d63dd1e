import { refusalOf } from "#lab/testing/refusal";
import { rule } from "#lab/testing/rule";
import { VirtualClock } from "#lab/world/clock";
import type { Session, Transaction } from "#sessions/changes";
import { Database } from "#sessions/database";
import { SessionLeader } from "#sessions/leader";
import { SessionTracker } from "#sessions/session-tracker";
import { KeeperError } from "#znode-tree/errors";
import { children, create } from "./clients";
import { DB1, DB2, session } from "./history";

const TICK = 2_000;
const GUIDE = "ZooKeeper Programmer's Guide, ZooKeeper Sessions";
const CODE = "ZooKeeper source, SessionTrackerImpl";
const RESTART = "ZOOKEEPER-1367";

/** The leader's clock has run for a while, and isn't at the beginning of a tick. */
const START = 1_000_700;

rule("A session that is silent for its timeout expires, and never before", GUIDE, () => {
  test("it is there a millisecond before its timeout is over", () => {
    const { clock, expired } = tracking(session(DB1));
    clock.advance(5_999);

    expect(expired).toEqual([]);
  });

  test("it is gone a tick after its timeout", () => {
    const { clock, expired } = tracking(session(DB1));
    clock.advance(6_000 + TICK);

    expect(expired).toEqual([DB1]);
  });

  test("each has its own timeout", () => {
    const { clock, expired } = tracking(session(DB1, 40_000), session(DB2, 4_000));
    clock.advance(39_999);

    expect(expired).toEqual([DB2]);
  });

  test("as long as it is heard of within its timeout, it never expires", () => {
    const { clock, tracker, expired } = tracking(session(DB1));
    for (let beat = 0; beat < 100; beat++) {
      clock.advance(5_999);
      tracker.touch(DB1);
    }

    expect(expired).toEqual([]);
  });

  test("the last heartbeat counts, and not the one before", () => {
    const { clock, tracker, expired } = tracking(session(DB1));
    clock.advance(3_000);
    tracker.touch(DB1);
    clock.advance(5_999);
    const before = [...expired];
    clock.advance(1 + TICK);

    expect([before, expired]).toEqual([[], [DB1]]);
  });

  test("it expires once, however long one waits", () => {
    const { clock, expired } = tracking(session(DB1));
    clock.advance(1_000_000);

    expect(expired).toEqual([DB1]);
  });
});

rule("What is over is over", CODE, () => {
  test("a heartbeat comes too late: it finds no session, and brings none back", () => {
    const { clock, tracker, expired } = tracking(session(DB1));
    const seen = [tracker.touch(DB1)];
    clock.advance(6_000 + TICK);
    seen.push(tracker.touch(DB1));
    clock.advance(1_000_000);

    expect({ seen, expired }).toEqual({ seen: [true, false], expired: [DB1] });
  });

  test("a heartbeat of a session that never was says so too", () => {
    expect(tracking().tracker.touch(DB1)).toBe(false);
  });

  test("whoever is told of the end finds the session gone already", () => {
    const clock = new VirtualClock(START);
    const seen: boolean[] = [];
    const tracker: SessionTracker = new SessionTracker(clock, TICK, [session(DB1)], (id) => {
      seen.push(tracker.touch(id));
    });
    clock.advance(1_000_000);

    expect(seen).toEqual([false]);
  });

  test("a session that was closed doesn't expire on top of it", () => {
    const { clock, tracker, expired } = tracking(session(DB1), session(DB2));
    tracker.forget(DB1);
    clock.advance(1_000_000);

    expect([expired, tracker.touch(DB1)]).toEqual([[DB2], false]);
  });

  test("a leader that leads no longer ends no sessions", () => {
    const { clock, tracker, expired } = tracking(session(DB1));
    tracker.stop();
    clock.advance(1_000_000);

    expect(expired).toEqual([]);
  });
});

rule("When a session expires, the leader closes it: everywhere, and at one zxid", CODE, () => {
  test("its ephemeral znodes go, and nothing else", () => {
    const { clock, leader, database } = leading();
    leader.write(DB1, create("/servers"), SERVER, ignore);
    leader.write(DB1, create("/master", DB1), SERVER, ignore);
    keepAlive(leader, clock, DB2, 6_000 + TICK);

    expect([children(database), database.session(DB1), database.session(DB2)]).toEqual([
      { "/": ["servers"] },
      undefined,
      session(DB2),
    ]);
  });

  test("every server carries out the same transaction", () => {
    const seen: Transaction[][] = [[], []];
    const { clock, leader } = leading();
    for (const log of seen) leader.join({ apply: (transaction) => log.push(transaction) });
    leader.write(DB1, create("/master", DB1), SERVER, ignore);
    keepAlive(leader, clock, DB2, 6_000 + TICK);
    const closing = { type: "closeSession", id: DB1, deletes: [{ type: "delete", path: "/master" }] };

    expect(seen[0]!.map(({ change }) => change.type)).toEqual(["create", "closeSession"]);
    expect(seen[0]!.at(-1)).toMatchObject({ zxid: 4n, change: closing });
    expect(seen[1]).toEqual(seen[0]);
  });

  test("a session that its client closes doesn't wait for its timeout", () => {
    const { leader, database } = leading();
    leader.write(DB1, create("/master", DB1), SERVER, ignore);
    leader.close(DB1, SERVER, ignore);

    expect([children(database), database.session(DB1)]).toEqual([{ "/": [] }, undefined]);
  });

  test("and doesn't expire afterwards", () => {
    const { clock, leader, database } = leading();
    leader.close(DB1, SERVER, ignore);
    const { lastZxid } = database;
    keepAlive(leader, clock, DB2, 100_000);

    expect(database.lastZxid).toBe(lastZxid);
  });

  test("the end is decided when the time is over, even if it is carried out much later", () => {
    const { clock, leader, database } = leading(() => {});
    while (leader.commit() !== undefined);
    clock.advance(6_000 + TICK);
    const outcomes: string[] = [];
    leader.write(DB1, create("/master", DB1), SERVER, (outcome) => outcomes.push(nameOf(outcome)));
    const before = database.session(DB1);
    while (leader.commit() !== undefined);

    expect({ outcomes, before, after: children(database) }).toEqual({
      outcomes: ["SessionExpired"],
      before: session(DB1),
      after: { "/": [] },
    });
  });
});

rule("A new leader knows all sessions, and gives each its whole timeout", RESTART, () => {
  test("nobody expires because the old one heard of them long ago", () => {
    const { clock, leader, database } = leading();
    clock.advance(5_000);
    leader.stop();
    clock.advance(60_000);
    const next = new SessionLeader(database, clock, TICK);
    clock.advance(5_999);

    expect(next.store.isOpen(DB1)).toBe(true);
  });

  test("who doesn't come back expires after all: nothing of it is left for ever", () => {
    const { clock, leader, database } = leading();
    leader.write(DB1, create("/master", DB1), SERVER, ignore);
    leader.stop();
    new SessionLeader(database, clock, TICK);
    clock.advance(6_000 + TICK);

    expect([children(database), database.sessions()]).toEqual([{ "/": [] }, []]);
  });

  test("sessions that were over stay over", () => {
    const { clock, leader, database } = leading();
    leader.close(DB1, SERVER, ignore);
    leader.stop();
    const next = new SessionLeader(database, clock, TICK);

    expect(refusalOf(() => next.store.write(DB1, create("/master"), 0))).toBe("SessionExpired");
    expect(next.tracker.touch(DB1)).toBe(false);
  });
});

/** Any server will do here. */
const SERVER = { apply: () => {} };

const ignore = (): void => {};

const nameOf = (outcome: unknown): string => (outcome instanceof KeeperError ? outcome.reason : "accepted");

function tracking(...sessions: Session[]) {
  const clock = new VirtualClock(START);
  const expired: bigint[] = [];
  const tracker = new SessionTracker(clock, TICK, [], (id) => expired.push(id));
  for (const each of sessions) tracker.track(each);
  return { clock, tracker, expired };
}

/** A leader with the sessions DB1 and DB2. */
function leading(onProposed?: (transaction: Transaction) => void) {
  const clock = new VirtualClock(START);
  const database = new Database();
  const leader = new SessionLeader(database, clock, TICK, onProposed);
  leader.open(session(DB1), ignore);
  leader.open(session(DB2), ignore);
  return { clock, database, leader };
}

function keepAlive(leader: SessionLeader, clock: VirtualClock, id: bigint, ms: number): void {
  for (const end = clock.now() + ms; clock.now() < end;) {
    clock.advance(Math.min(1_000, end - clock.now()));
    leader.touch(id);
  }
}
