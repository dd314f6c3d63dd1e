import { rule } from "#lab/testing/rule";
import type { Transaction } from "#sessions/changes";
import type { ToFollower } from "#zab/messages";
import { MAX_COUNTER } from "#zab/zxids";
import { ackEpoch, followerOf, greet, leaderOf, membersOf, type Past, type Said, TICK } from "./subject";
import { at, inDatabase, inLog, order, orders, show } from "./transactions";

const PAPER = "F. Junqueira, B. Reed, M. Serafini, Zab (DSN 2011), Broadcast";
const INTERNALS = "ZooKeeper Internals, Active Messaging";

/** A leader of three that is established with B. C has said hello and nothing else. */
function leading(past: Past = { history: orders(2, 1, 3) }, names = ["B", "C"]) {
  const stage = leaderOf(past, names);
  const last = past.history?.at(-1)?.zxid ?? 0n;
  for (const name of names) greet(stage, name);
  const { epoch } = stage.role;
  const quorum = names.slice(0, names.length / 2);
  for (const name of quorum) stage.say(name, ackEpoch(past.currentEpoch ?? 2, last));
  for (const name of quorum) stage.say(name, { type: "ackNewLeader" });
  for (const name of names) stage.puppet(name).heard();
  const propose = (...counters: number[]): void => {
    stage.run(() => {
      for (const counter of counters) stage.role.propose(order(at(epoch, counter)));
    });
  };
  return { stage, epoch, propose };
}

rule("A leader proposes in its own epoch, in order", PAPER, () => {
  test("its first zxid is (epoch, 1)", () => {
    const { stage, epoch, propose } = leading();
    const before = stage.role.lastZxid;
    propose(1, 2);

    expect([before, stage.role.lastZxid]).toEqual([at(epoch, 0), at(epoch, 2)]);
  });

  test("another zxid than the next is refused", () => {
    const { stage, epoch, propose } = leading();
    propose(1);
    const refused = [3, 1, 0].map((counter) =>
      stage.run(() => {
        try {
          stage.role.propose(order(at(epoch, counter)));
          return "accepted";
        } catch (error) {
          return error instanceof RangeError ? "refused" : String(error);
        }
      }),
    );

    expect(refused).toEqual(["refused", "refused", "refused"]);
  });

  test("after the last of an epoch it resigns: the next would look like another's. ZOOKEEPER-1277", () => {
    const { stage, epoch } = leading();
    // As if it had proposed four thousand million: it asks its own `lastZxid` which is the next.
    Object.defineProperty(stage.role, "lastZxid", { get: () => at(epoch, MAX_COUNTER) });
    stage.run(() => stage.role.propose(order(at(epoch, MAX_COUNTER) + 1n)));
    stage.pass();

    expect({ resigned: stage.subject.lost.length, told: stage.puppet("B").words() }).toEqual({
      resigned: 1,
      told: [],
    });
  });

  test("every follower that is in line is told, in order", () => {
    const { stage, epoch, propose } = leading();
    propose(1, 2, 3);
    stage.pass();

    expect(stage.puppet("B").words()).toEqual([1, 2, 3].map((counter) => `propose (${epoch}, ${counter})`));
  });
});

rule("A transaction is committed when a quorum has it on its disks", PAPER, () => {
  test("the leader's own disk and a follower's are two of three", () => {
    const { stage, epoch, propose } = leading();
    propose(1);
    stage.pass();
    const early = stage.diary.delivered();
    stage.say("B", { type: "ack", zxid: at(epoch, 1) });

    expect([early, stage.diary.delivered()]).toEqual([[], [`(${epoch}, 1)`]]);
    expect(stage.puppet("B").words()).toContain(`commit (${epoch}, 1)`);
  });

  test("the leader counts as soon as its own disk has it, and not before", () => {
    const { stage, epoch, propose } = leading();
    propose(1);
    // The follower is faster than the leader's own disk.
    stage.world.enter(stage.puppets.get("B")!.incarnation!, () =>
      stage.puppet("B").connection!.send({ type: "ack", zxid: at(epoch, 1) }),
    );
    for (let waited = 0; waited < 40; waited += 0.25) {
      stage.world.advance(0.25);
      if (stage.diary.delivered().length > 0) break;
    }
    stage.losePower();

    expect(inLog(stage.storage, at(2, 3))).toBe(show([at(epoch, 1)]));
  });

  test("of five, two aren't enough; nor are two and an observer", () => {
    const { stage, epoch, propose } = leading({ history: orders(2, 1, 3), members: membersOf(4, 1) }, [
      "B",
      "C",
      "D",
      "E",
    ]);
    propose(1);
    stage.say("B", { type: "ack", zxid: at(epoch, 1) });
    stage.say("E", ackEpoch(2, at(2, 3)), { type: "ackNewLeader" }, { type: "ack", zxid: at(epoch, 1) });
    const early = stage.diary.delivered();
    stage.say("C", { type: "ack", zxid: at(epoch, 1) });

    expect([early, stage.diary.delivered()]).toEqual([[], [`(${epoch}, 1)`]]);
  });

  test("the same follower's acknowledgement, twice, is one", () => {
    const { stage, epoch, propose } = leading({ history: orders(2, 1, 3), members: membersOf(5) }, [
      "B",
      "C",
      "D",
      "E",
    ]);
    propose(1);
    stage.say("B", { type: "ack", zxid: at(epoch, 1) }, { type: "ack", zxid: at(epoch, 1) });

    expect(stage.diary.delivered()).toEqual([]);
  });

  test("they are committed and delivered in order, each once, though acknowledged together", () => {
    const { stage, epoch, propose } = leading();
    propose(1, 2, 3);
    stage.pass();
    stage.puppet("B").heard();
    stage.say("B", { type: "ack", zxid: at(epoch, 3) });
    stage.say("B", { type: "ack", zxid: at(epoch, 3) });
    const expected = [1, 2, 3].map((counter) => `(${epoch}, ${counter})`);

    expect(stage.diary.delivered()).toEqual(expected);
    expect(stage.puppet("B").words()).toEqual(expected.map((zxid) => `commit ${zxid}`));
  });

  test("a commit never overtakes a commit, nor what the program says behind it", () => {
    const { stage, epoch, propose } = leading();
    propose(1, 2);
    stage.pass();
    stage.puppet("B").heard();
    stage.say("B", { type: "ack", zxid: at(epoch, 1) });
    stage.run(() => stage.role.send(2, "one is done"));
    stage.say("B", { type: "ack", zxid: at(epoch, 2) });

    expect(stage.puppet("B").words()).toEqual([
      `commit (${epoch}, 1)`,
      "says one is done",
      `commit (${epoch}, 2)`,
    ]);
  });

  test("what the program says when something is delivered comes behind its commit", () => {
    const { stage, epoch, propose } = leading();
    stage.diary.onDeliver = () => stage.role.send(2, "it is done");
    propose(1);
    stage.pass();
    stage.puppet("B").heard();
    stage.say("B", { type: "ack", zxid: at(epoch, 1) });

    expect(stage.puppet("B").words()).toEqual([`commit (${epoch}, 1)`, "says it is done"]);
  });

  test("an ensemble of one commits by its own disk", () => {
    const stage = leaderOf({ history: orders(2, 1, 1), members: membersOf(1) }, []);
    stage.pass();
    const { epoch } = stage.role;
    stage.run(() => stage.role.propose(order(at(epoch, 1))));
    stage.pass();

    expect(stage.diary.delivered()).toEqual([`(${epoch}, 1)`]);
  });
});

rule("Whoever comes while it goes on misses nothing", "ZOOKEEPER-1551, ZOOKEEPER-4394", () => {
  /** What a follower that begins with a log has in the end: [logged, committed]. */
  function followed(log: readonly bigint[], messages: readonly ToFollower<Said>[]): [string, string] {
    const received = [...log];
    let committed = 0n;
    for (const message of messages) {
      if (message.type === "propose") received.push(message.transaction.zxid);
      if (message.type === "commit") committed = message.zxid;
    }
    return [show(received), show(received.filter((zxid) => zxid <= committed))];
  }

  test("one that begins to be synced while proposals are under way gets them, and their commits", () => {
    const { stage, epoch, propose } = leading();
    propose(1, 2);
    stage.pass();
    stage.say("B", { type: "ack", zxid: at(epoch, 1) });
    stage.say("C", ackEpoch(2, at(2, 2)));
    propose(3);
    stage.say("B", { type: "ack", zxid: at(epoch, 3) });
    stage.pass();
    const all = [at(2, 1), at(2, 2), at(2, 3), at(epoch, 1), at(epoch, 2), at(epoch, 3)];
    const told = stage.puppet("C").heard() as ToFollower<Said>[];
    if (told.some(({ type }) => type === "snapshot")) return;

    expect(followed([at(2, 1), at(2, 2)], told)).toEqual([show(all), show(all)]);
  });

  test("what is proposed between its NEWLEADER and its word is told as well", () => {
    const { stage, epoch, propose } = leading();
    stage.say("C", ackEpoch(2, at(2, 3)));
    stage.puppet("C").heard();
    propose(1);
    stage.say("B", { type: "ack", zxid: at(epoch, 1) });
    stage.say("C", { type: "ackNewLeader" });

    expect(stage.puppet("C").words()).toEqual([`propose (${epoch}, 1)`, `commit (${epoch}, 1)`, "upToDate"]);
  });

  test("its acknowledgement of what was under way when it came counts", () => {
    const { stage, epoch, propose } = leading({ history: orders(2, 1, 3), members: membersOf(5) }, [
      "B",
      "C",
      "D",
      "E",
    ]);
    propose(1);
    stage.say("B", { type: "ack", zxid: at(epoch, 1) });
    stage.say("D", ackEpoch(2, at(2, 3)));
    stage.say("D", { type: "ackNewLeader" }, { type: "ack", zxid: at(epoch, 1) });

    expect(stage.diary.delivered()).toEqual([`(${epoch}, 1)`]);
  });

  test("while a picture is under way, what is proposed waits behind it", () => {
    const large = Array.from({ length: 30 }, (_, index) => order(at(2, index + 1), "x".repeat(50_000)));
    const { stage, epoch, propose } = leading({ history: large });
    stage.world.faults.clog("A", "C");
    stage.say("C", ackEpoch(1, at(1, 9)));
    propose(1);
    stage.say("B", { type: "ack", zxid: at(epoch, 1) });
    stage.world.faults.unclog("A", "C");
    stage.pass(3_000);
    const words = stage.puppet("C").words();
    const lastPiece = words.lastIndexOf("snapshot");

    expect(lastPiece).toBeGreaterThan(0);
    expect(words.indexOf(`propose (${epoch}, 1)`)).toBeGreaterThan(lastPiece);
    expect(words.slice(lastPiece + 1)).toEqual(
      expect.arrayContaining([`propose (${epoch}, 1)`, `commit (${epoch}, 1)`, `newLeader ${epoch}`]),
    );
  });
});

/** A follower that is up to date in epoch 5. */
function following(past: Past = { history: orders(1, 1, 2) }, seed = 1) {
  const stage = followerOf(past, seed);
  stage.say("A", { type: "leaderInfo", epoch: 5 });
  stage.say("A", { type: "newLeader", epoch: 5 });
  stage.pass(300);
  stage.say("A", { type: "upToDate" });
  stage.puppet("A").heard();
  return stage;
}
const propose = (transaction: Transaction): ToFollower<Said> => ({ type: "propose", transaction });
const commit = (zxid: bigint): ToFollower<Said> => ({ type: "commit", zxid });

rule("A follower acknowledges what its disk has, in order", INTERNALS, () => {
  test("each proposal, when it is on the disk", () => {
    const stage = following();
    stage.say("A", propose(order(at(5, 1))), propose(order(at(5, 2))));

    expect(stage.puppet("A").words().at(-1)).toBe("ack (5, 2)");
    expect(inLog(stage.storage, at(1, 2))).toBe(show([at(5, 1), at(5, 2)]));
  });

  test("never before, whenever the power is lost", () => {
    for (let ms = 0.5; ms < 20; ms += 0.5) {
      const stage = following();
      stage.world.after(ms, () => stage.machine.powerCut());
      stage.say("A", ...[1, 2, 3].map((counter) => propose(order(at(5, counter)))));
      const acked = stage
        .puppet("A")
        .heard()
        .flatMap((message) => (message.type === "ack" ? [message.zxid] : []));
      stage.losePower();
      const last = stage.storage.log.lastZxid;

      expect({ ms, kept: acked.every((zxid) => zxid <= last) }).toEqual({ ms, kept: true });
    }
  });

  test("a proposal that isn't behind the last one is no proposal of its leader: it gives up", () => {
    const stage = following();
    stage.say("A", propose(order(at(5, 2))), propose(order(at(5, 1))));

    expect(stage.subject.lost).toHaveLength(1);
  });
});

rule("A follower delivers what is committed, in order and once", PAPER, () => {
  test("not when it is proposed, but when it is committed", () => {
    const stage = following();
    stage.say("A", propose(order(at(5, 1))), propose(order(at(5, 2))));
    const early = stage.diary.delivered();
    stage.say("A", commit(at(5, 1)));
    const first = stage.diary.delivered();
    stage.say("A", commit(at(5, 2)));

    expect([early, first, stage.diary.delivered()]).toEqual([[], ["(5, 1)"], ["(5, 1)", "(5, 2)"]]);
  });

  test("a commit carries all before it", () => {
    const stage = following();
    stage.say("A", propose(order(at(5, 1))), propose(order(at(5, 2))), commit(at(5, 2)), commit(at(5, 2)));

    expect(stage.diary.delivered()).toEqual(["(5, 1)", "(5, 2)"]);
  });

  test("the quorum may be faster than its own disk: it delivers all the same", () => {
    const stage = following();
    stage.world.enter(stage.puppets.get("A")!.incarnation!, () => {
      stage.puppet("A").connection!.send(propose(order(at(5, 1))));
      stage.puppet("A").connection!.send(commit(at(5, 1)));
    });
    stage.world.advance(1.1);

    expect(stage.diary.delivered()).toEqual(["(5, 1)"]);
  });

  test("what the program says comes behind the commits that it was sent behind", () => {
    const stage = following();
    stage.say("A", propose(order(at(5, 1))), commit(at(5, 1)), { type: "program", message: "one is done" });

    expect(stage.diary.entries.slice(-2)).toEqual(["delivers (5, 1)", "1 says one is done"]);
  });

  test("and what it says goes to the leader", () => {
    const stage = following();
    stage.run(() => stage.role.send("please"));
    stage.pass();

    expect(stage.puppet("A").words()).toEqual(["says please"]);
  });
});

rule(
  "What a leader has proposed and not committed counts when it leads no longer",
  "ZOOKEEPER-1154, ZOOKEEPER-2845",
  () => {
    test("it is in its log, and in its database before it looks for a leader", () => {
      const { stage, epoch, propose } = leading();
      propose(1, 2);
      let done = false;
      stage.run(() => stage.role.stop(() => (done = true)));
      stage.pass(2 * TICK);

      expect([done, inDatabase(stage.storage)]).toEqual([
        true,
        show([at(2, 1), at(2, 2), at(2, 3), at(epoch, 1), at(epoch, 2)]),
      ]);
      expect(stage.diary.delivered()).toEqual([]);
    });

    test("an acknowledgement that comes after the end commits nothing", () => {
      const { stage, epoch, propose } = leading();
      propose(1);
      stage.pass();
      stage.puppet("B").heard();
      stage.run(() => stage.role.stop(() => {}));
      stage.say("B", { type: "ack", zxid: at(epoch, 1) });

      expect(stage.diary.delivered()).toEqual([]);
      expect(stage.puppet("B").words()).toEqual([]);
    });
  },
);

rule("What comes while a follower is being brought into line has its place too", "ZOOKEEPER-4394", () => {
  const hasSome: Past = { history: orders(1, 1, 2) };
  const newLeader: ToFollower<Said> = { type: "newLeader", epoch: 5 };
  const upToDate: ToFollower<Said> = { type: "upToDate" };

  test("what is committed between its word and UPTODATE is in its database when it begins to serve", () => {
    const stage = followerOf(hasSome);
    stage.say("A", { type: "leaderInfo", epoch: 5 });
    stage.say("A", propose(order(at(5, 1))), newLeader);
    stage.pass(500);
    stage.say("A", commit(at(5, 1)), propose(order(at(5, 2))), commit(at(5, 2)), upToDate);

    expect([inDatabase(stage.storage), stage.diary.entries]).toEqual([
      show([at(1, 1), at(1, 2), at(5, 1), at(5, 2)]),
      ["follows 1"],
    ]);
  });

  test("what comes while the disk is still at work is neither lost nor overtaken", () => {
    const stage = followerOf(hasSome);
    stage.say("A", { type: "leaderInfo", epoch: 5 });
    stage.say(
      "A",
      propose(order(at(1, 3))),
      commit(at(1, 3)),
      newLeader,
      propose(order(at(5, 1))),
      commit(at(5, 1)),
      upToDate,
      propose(order(at(5, 2))),
      commit(at(5, 2)),
      { type: "program", message: "hello" },
    );
    stage.pass(500);

    expect(inDatabase(stage.storage)).toBe(show([at(1, 1), at(1, 2), at(1, 3), at(5, 1), at(5, 2)]));
    expect(stage.diary.entries).toEqual(["follows 1", "delivers (5, 2)", "1 says hello"]);
  });

  test("what is logged and not committed when it follows no longer is in the database before it looks for a leader", () => {
    const stage = followerOf(hasSome);
    stage.say("A", { type: "leaderInfo", epoch: 5 });
    stage.say("A", propose(order(at(5, 1))), newLeader);
    stage.pass(500);
    stage.say("A", upToDate, propose(order(at(5, 2))));
    let done = false;
    stage.run(() => stage.role.stop(() => (done = true)));
    stage.pass();
    const all = show([at(1, 1), at(1, 2), at(5, 1), at(5, 2)]);

    expect([done, inDatabase(stage.storage), inLog(stage.storage)]).toEqual([true, all, all]);
  });
});
