import { rule } from "#lab/testing/rule";
import type { Transaction } from "#sessions/changes";
import { develop } from "#transaction-log/picture";
import type { ToFollower, Wire } from "#zab/messages";
import { ackEpoch, greet, leaderOf, membersOf, receive, type Said, TICK } from "./subject";
import { at, inDatabase, order, orders, show } from "./transactions";

const PAPER = "F. Junqueira, B. Reed, M. Serafini, Zab (DSN 2011)";
const INTERNALS = "ZooKeeper Internals, Leader Activation";

type Sent = Wire<Said>[];
const zxids = (transactions: readonly Transaction[]): bigint[] => transactions.map(({ zxid }) => zxid);

/** What a follower has after it has done what it was told: log, and what is committed of it. */
function history(log: readonly bigint[], sent: Sent): string {
  const pieces = sent.flatMap((message) => (message.type === "snapshot" ? [message.piece] : []));
  const others = sent as ToFollower<Said>[];
  if (pieces.length === 0) {
    const { log: received, committed } = receive(log, others);
    return show(received.filter((zxid) => zxid <= committed || log.includes(zxid)));
  }
  const developed = develop(pieces);
  if (developed === undefined) return "no whole picture";
  for (const each of others) if (each.type === "propose") developed.database.apply(each.transaction);
  return inDatabase({ database: developed.database } as Parameters<typeof inDatabase>[0]);
}

rule("A leader begins an epoch that a quorum has never heard of", `${PAPER}, Discovery`, () => {
  test("it tells nobody an epoch before a quorum has told", () => {
    const stage = leaderOf({ acceptedEpoch: 3 });
    const before = stage.puppet("B").heard();
    greet(stage, "B", { acceptedEpoch: 7 });

    expect([before, stage.puppet("B").words(), stage.role.epoch]).toEqual([[], ["leaderInfo 8"], 8]);
  });

  test("whoever comes later hears the same number", () => {
    const stage = leaderOf({ acceptedEpoch: 3 });
    greet(stage, "B", { acceptedEpoch: 7 });
    greet(stage, "C", { acceptedEpoch: 1 });

    expect(stage.puppet("C").words()).toEqual(["leaderInfo 8"]);
  });

  test("its own promise is on its disk before anybody hears of the epoch", () => {
    for (let ms = 0.5; ms < 30; ms += 0.5) {
      const stage = leaderOf({ acceptedEpoch: 3 });
      stage.world.after(ms, () => stage.machine.powerCut());
      greet(stage, "B", { acceptedEpoch: 7 });
      const told = stage.puppet("B").words().includes("leaderInfo 8");
      stage.losePower();

      expect({ ms, kept: !told || stage.storage.acceptedEpoch.epoch === 8 }).toEqual({ ms, kept: true });
    }
  });

  test("servers that don't remember, observers and strangers don't make a quorum: ZOOKEEPER-261", () => {
    const stage = leaderOf({ members: membersOf(3, 1) }, ["B", "C", "D", "E"]);
    greet(stage, "B", { remembers: false });
    greet(stage, "D");
    greet(stage, "E");

    expect([stage.role.epoch, stage.puppet("B").words()]).toEqual([0, []]);
  });

  test("they are told the epoch when there is one", () => {
    const stage = leaderOf({ members: membersOf(3, 1) }, ["B", "C", "D"]);
    greet(stage, "B", { remembers: false });
    greet(stage, "D");
    greet(stage, "C");

    expect(["B", "C", "D"].map((name) => stage.puppet(name).words())).toEqual(
      Array(3).fill(["leaderInfo 2"]),
    );
  });

  test("a server that has promised itself to a later epoch would never follow: the leader gives up, and begins above it next time", () => {
    const stage = leaderOf({ acceptedEpoch: 1 });
    greet(stage, "B");
    greet(stage, "C", { acceptedEpoch: 9 });
    stage.pass();

    expect({ resigned: stage.subject.lost.length, accepted: stage.storage.acceptedEpoch.epoch }).toEqual({
      resigned: 1,
      accepted: 9,
    });
  });

  test("two of them at once, the later epoch first: the later one is kept", () => {
    const stage = leaderOf({ acceptedEpoch: 1, members: membersOf(5) }, ["B", "C", "D", "E"]);
    for (const name of ["B", "C"]) greet(stage, name);
    for (const [name, acceptedEpoch] of [
      ["D", 9],
      ["E", 8],
    ] as const) {
      const machine = stage.puppets.get(name)!;
      stage.world.enter(machine.incarnation!, () => {
        machine.instance!.dial("A");
        const id = stage.context.membership.members.named(name)!.id;
        machine.instance!.connection!.send({ type: "followerInfo", id, acceptedEpoch, remembers: true });
      });
    }
    stage.pass();

    expect({ resigned: stage.subject.lost.length > 0, accepted: stage.storage.acceptedEpoch.epoch }).toEqual({
      resigned: true,
      accepted: 9,
    });
  });
});

/** A leader whose epoch is known to these followers. */
function announced(past: Parameters<typeof leaderOf>[0], names = ["B", "C"]) {
  const stage = leaderOf(past, names);
  for (const name of names) {
    greet(stage, name);
    stage.puppet(name).heard();
  }
  for (const name of names) stage.puppet(name).heard();
  return stage;
}

rule("It leads only if nobody in a quorum knows more", `${PAPER}, Discovery`, () => {
  test.each([
    ["a later epoch, though fewer transactions", ackEpoch(3, at(2, 1))],
    ["more of the same epoch", ackEpoch(2, at(2, 4))],
    ["a later epoch with its highest bit set", ackEpoch(0x8000_0000, at(2, 1))],
  ])("a follower has %s: it gives up", (_, answer) => {
    const stage = announced({ history: orders(2, 1, 3) });
    stage.say("B", answer);

    expect(stage.subject.lost).toHaveLength(1);
  });

  test.each([
    ["less", ackEpoch(2, at(2, 2))],
    ["the same", ackEpoch(2, at(2, 3))],
    ["an earlier epoch with more", ackEpoch(1, at(1, 99))],
  ])("a follower has %s: it goes on", (_, answer) => {
    const stage = announced({ history: orders(2, 1, 3) });
    stage.say("B", answer);

    expect(stage.subject.lost).toEqual([]);
  });

  test("an observer that has more doesn't count: what it has beyond a quorum was never committed", () => {
    const stage = announced({ history: orders(2, 1, 3), members: membersOf(3, 1) }, ["B", "C", "D"]);
    stage.say("D", ackEpoch(2, at(2, 9)));
    stage.say("B", ackEpoch(2, at(2, 3)));

    expect(stage.subject.lost).toEqual([]);
    expect(stage.puppet("B").words()).toContain("newLeader 2".replace("2", String(stage.role.epoch)));
  });

  test("one that comes when a quorum has promised is brought into line, whatever it has", () => {
    const stage = announced({ history: orders(2, 1, 3) });
    stage.say("B", ackEpoch(2, at(2, 3)));
    stage.say("C", ackEpoch(2, at(2, 5)));

    expect(stage.subject.lost).toEqual([]);
    expect(history([...zxids(orders(2, 1, 5))], stage.puppet("C").heard())).toBe(
      show(zxids(orders(2, 1, 3))),
    );
  });
});

rule("Nobody is sent a history before a quorum has promised", "ZOOKEEPER-3104", () => {
  test("a promise that was given before, perhaps to another leader, doesn't count", () => {
    const stage = announced({ history: orders(2, 1, 3) });
    stage.say("B", ackEpoch(2, at(2, 3), false));
    const early = stage.puppet("B").words();
    stage.say("C", ackEpoch(2, at(2, 3)));

    expect(early).toEqual([]);
    expect(stage.puppet("B").words()).toContain(`newLeader ${stage.role.epoch}`);
  });

  test("a promise of a server that doesn't remember doesn't count either", () => {
    const stage = leaderOf({ history: orders(2, 1, 3) });
    greet(stage, "B");
    greet(stage, "C", { remembers: false });
    for (const name of ["B", "C"]) stage.puppet(name).heard();
    stage.say("C", ackEpoch(0, 0n));

    expect(stage.puppet("C").words()).toEqual([]);
  });

  test("the same server's promise, twice, is one", () => {
    const stage = leaderOf({ history: orders(2, 1, 3), members: membersOf(5) }, ["B", "C", "D", "E"]);
    for (const name of ["B", "C"]) greet(stage, name);
    for (const name of ["B", "C"]) stage.puppet(name).heard();
    stage.say("B", ackEpoch(2, at(2, 3)), ackEpoch(2, at(2, 3)));

    expect(stage.puppet("B").words()).toEqual([]);
  });
});

/** A leader that has been promised a quorum by B; C says what it has. */
function syncing(own: readonly Transaction[], follower: readonly bigint[], epoch = 2) {
  const stage = announced({ history: own, currentEpoch: epoch });
  stage.say("B", ackEpoch(epoch, own.at(-1)?.zxid ?? 0n));
  stage.puppet("B").heard();
  stage.say("C", ackEpoch(1, follower.at(-1) ?? 0n));
  stage.pass(1_000);
  return { stage, sent: stage.puppet("C").heard() };
}

rule("Every follower gets the leader's history, and then NEWLEADER", INTERNALS, () => {
  const own = [...orders(1, 1, 4), ...orders(2, 1, 3)];

  test.each([
    ["has all", zxids(own)],
    ["lacks some", zxids(own).slice(0, 3)],
    ["has nothing", []],
    [
      "has some that the leader hasn't, of an epoch that both know",
      [...zxids(orders(1, 1, 4)), ...zxids(orders(2, 1, 3)), at(2, 4)],
    ],
    ["has some that the leader hasn't, of an older epoch", [...zxids(orders(1, 1, 4)), at(1, 5), at(1, 6)]],
    ["has been in an epoch that the leader never saw", [...zxids(orders(1, 1, 4)), at(3, 1)]],
  ])("a follower that %s", (_, log) => {
    const { stage, sent } = syncing(own, log);

    expect(history(log, sent)).toBe(show(zxids(own)));
    expect(sent.at(-1)).toEqual({ type: "newLeader", epoch: stage.role.epoch });
    expect(sent.filter(({ type }) => type === "newLeader")).toHaveLength(1);
  });

  test("what was in the leader's log when it was elected is told as committed", () => {
    const { sent } = syncing(own, zxids(own).slice(0, 5));
    const { committed } = receive(zxids(own).slice(0, 5), sent as ToFollower<Said>[]);
    const isPicture = sent.some(({ type }) => type === "snapshot");

    expect(isPicture || committed === at(2, 3)).toBe(true);
  });

  test("a follower that can't go back in its own history is sent a picture, whatever it has", () => {
    const stage = announced({ history: own });
    stage.say("B", ackEpoch(2, at(2, 3)));
    stage.say("C", {
      type: "ackEpoch",
      promised: true,
      currentEpoch: 2,
      lastZxid: at(2, 9),
      needsPicture: true,
    });
    stage.pass(1_000);
    const sent = stage.puppet("C").heard();

    expect(sent.some(({ type }) => type === "snapshot")).toBe(true);
    expect(history([], sent)).toBe(show(zxids(own)));
  });

  test("a large database comes in pieces, and no more of them wait than the network takes", () => {
    const large = Array.from({ length: 30 }, (_, index) => order(at(3, index + 1), "x".repeat(50_000)));
    const stage = announced({ history: large, currentEpoch: 3 });
    stage.say("B", ackEpoch(3, at(3, 30)));
    stage.world.faults.clog("A", "C");
    stage.say("C", ackEpoch(1, at(1, 4)));
    stage.pass(1_000);
    const waiting = stage.puppet("C").heard().length;
    stage.world.faults.unclog("A", "C");
    stage.pass(3_000);

    expect(waiting).toBe(0);
    expect(history([at(1, 4)], stage.puppet("C").heard())).toBe(show(zxids(large)));
  });
});

rule("It is established when a quorum has its history on the disks", INTERNALS, () => {
  const own = orders(2, 1, 3);
  function established() {
    const stage = announced({ history: own });
    stage.say("B", ackEpoch(2, at(2, 3)));
    stage.pass();
    stage.puppet("B").heard();
    return stage;
  }

  test("its own word isn't enough for three", () => {
    const stage = established();

    expect(stage.diary.entries).toEqual([]);
  });

  test("with a follower's it leads, and says so", () => {
    const stage = established();
    stage.say("B", { type: "ackNewLeader" });

    expect(stage.diary.entries).toEqual([`leads ${stage.role.epoch}`]);
    expect(stage.puppet("B").words()).toEqual(["upToDate"]);
  });

  test("whoever has the history later is told at once", () => {
    const stage = established();
    stage.say("B", { type: "ackNewLeader" });
    stage.say("C", ackEpoch(2, at(2, 2)));
    stage.puppet("C").heard();
    stage.say("C", { type: "ackNewLeader" });

    expect(stage.puppet("C").words()).toContain("upToDate");
    expect(stage.diary.entries).toHaveLength(1);
  });

  test("nobody is told before, and whoever hasn't got the history isn't told at all", () => {
    const stage = established();
    stage.say("C", ackEpoch(2, at(2, 2)));
    const early = [...stage.puppet("B").words(), ...stage.puppet("C").words()];
    stage.say("B", { type: "ackNewLeader" });

    expect(early).not.toContain("upToDate");
    expect(stage.puppet("C").words()).not.toContain("upToDate");
  });

  test("its own history and epoch are on its disk before it leads", () => {
    for (let ms = 0.5; ms < 20; ms += 0.5) {
      const stage = announced({ history: own });
      stage.say("B", ackEpoch(2, at(2, 3)));
      const { epoch } = stage.role;
      stage.say("B", { type: "ackNewLeader" });
      const leads = stage.diary.entries.length > 0;
      stage.world.after(ms, () => stage.machine.powerCut());
      stage.pass(30);
      stage.losePower();

      expect({ ms, kept: !leads || stage.storage.currentEpoch.epoch === epoch }).toEqual({ ms, kept: true });
    }
  });

  test("a word about a history that it was never sent counts for nothing", () => {
    const stage = announced({ history: own, members: membersOf(5) }, ["B", "C", "D", "E"]);
    stage.say("B", { type: "ackNewLeader" });
    stage.say("C", { type: "ackNewLeader" });
    stage.say("D", ackEpoch(2, at(2, 3)));
    stage.say("E", ackEpoch(2, at(2, 3)));
    stage.pass();

    expect(stage.diary.entries).toEqual([]);
  });

  test("the same server's word, twice, is one; and an observer's is none", () => {
    const stage = leaderOf({ history: own, members: membersOf(5, 1) }, ["B", "C", "D", "E", "F"].slice(0, 4));
    for (const name of ["B", "C"]) greet(stage, name);
    for (const name of ["B", "C"]) stage.say(name, ackEpoch(2, at(2, 3)));
    stage.say("B", { type: "ackNewLeader" }, { type: "ackNewLeader" });

    expect(stage.diary.entries).toEqual([]);
  });

  test("without a quorum in time it gives up", () => {
    const stage = established();
    stage.pass(6 * TICK);
    const early = stage.subject.lost.length;
    stage.pass(6 * TICK);

    expect([early, stage.subject.lost.length > 0]).toEqual([0, true]);
  });

  test("it beats, and gives up when it hears of no quorum any more", () => {
    const stage = established();
    stage.say("B", { type: "ackNewLeader" });
    stage.pass(20 * TICK);
    const { pings } = stage.puppet("B");
    const early = stage.subject.lost.length;
    stage.puppets.get("B")!.pause();
    stage.pass(8 * TICK);

    expect([pings > 19, early, stage.subject.lost.length > 0]).toEqual([true, 0, true]);
  });

  test("a follower that comes again on another connection is one follower, and the old connection is over", () => {
    const stage = established();
    stage.say("B", { type: "ackNewLeader" });
    greet(stage, "B", { acceptedEpoch: stage.role.epoch });

    expect(stage.puppet("B").closed).toBe(1);
    expect(stage.puppet("B").words()).toContain(`leaderInfo ${stage.role.epoch}`);
  });

  test("when it leads no longer it hangs up on everybody, and hears nothing more", () => {
    const stage = established();
    stage.say("B", { type: "ackNewLeader" });
    let done = false;
    stage.run(() => stage.role.stop(() => (done = true)));
    stage.pass();
    const closed = ["B", "C"].map((name) => stage.puppet(name).closed);

    expect([done, closed, stage.subject.lost]).toEqual([true, [1, 1], []]);
  });
});
