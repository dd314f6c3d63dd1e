import { rule } from "#lab/testing/rule";
import { Database } from "#sessions/database";
import type { Transaction } from "#sessions/changes";
import { takePicture } from "#transaction-log/picture";
import { Follower } from "#zab/follower";
import type { ToFollower, Wire } from "#zab/messages";
import { showZxid } from "#zab/zxids";
import { followerOf, type Said, TICK, type Past } from "./subject";
import { at, inDatabase, inLog, order, orders, saysIn, show } from "./transactions";

const PAPER = "F. Junqueira, B. Reed, M. Serafini, Zab (DSN 2011)";
const INTERNALS = "ZooKeeper Internals, Leader Activation";

function propose(transaction: Transaction): ToFollower<Said> {
  return { type: "propose", transaction };
}
function committed(...transactions: Transaction[]): ToFollower<Said>[] {
  return transactions.flatMap((each) => [propose(each), { type: "commit" as const, zxid: each.zxid }]);
}
function picture(...transactions: Transaction[]): ToFollower<Said>[] {
  const database = new Database();
  for (const each of transactions) database.apply(each);
  return Array.from(takePicture(database, 100), (piece) => ({ type: "snapshot", piece: piece.slice() }));
}
/** What a follower has answered to the epoch, in words. */
function answers(messages: readonly Wire<Said>[]): string[] {
  return messages.map((message) => {
    if (message.type !== "ackEpoch") return message.type;
    const { promised, currentEpoch, lastZxid, needsPicture = false } = message;
    const said = `${promised ? "promised" : "not promised"}, last of epoch ${currentEpoch}: ${showZxid(lastZxid)}`;
    return needsPicture ? `${said}, needs a picture` : said;
  });
}
const newLeader = (epoch: number): ToFollower<Said> => ({ type: "newLeader", epoch });
const leaderInfo = (epoch: number): ToFollower<Said> => ({ type: "leaderInfo", epoch });
const upToDate: ToFollower<Said> = { type: "upToDate" };

rule("A follower promises itself to the leader's epoch, and keeps it", `${PAPER}, Discovery`, () => {
  test("it says who it is, which epoch it has accepted last, and whether it remembers", () => {
    const stage = followerOf({ acceptedEpoch: 4, currentEpoch: 3 });

    expect(stage.puppet("A").heard()).toEqual([
      { type: "followerInfo", id: 2, acceptedEpoch: 4, remembers: true },
    ]);
  });

  test("a server whose disk was wiped says that it doesn't", () => {
    const stage = followerOf({ isLost: true });

    expect(stage.puppet("A").heard()).toEqual([
      { type: "followerInfo", id: 2, acceptedEpoch: 0, remembers: false },
    ]);
  });

  test("to the epoch it answers with its standing, and that this is a promise", () => {
    const stage = followerOf({ history: orders(2, 1, 3), acceptedEpoch: 4 });
    stage.puppet("A").heard();
    stage.say("A", leaderInfo(5));

    expect(answers(stage.puppet("A").heard())).toEqual(["promised, last of epoch 2: (2, 3)"]);
  });

  test("the promise is on its disk before it is given, whenever the power is lost", () => {
    for (let ms = 0.5; ms < 20; ms += 0.5) {
      const stage = followerOf({ acceptedEpoch: 4 });
      stage.puppet("A").heard();
      stage.world.after(ms, () => stage.machine.powerCut());
      stage.say("A", leaderInfo(5));
      const given = stage.puppet("A").heard().length > 0;
      stage.losePower();

      expect({ ms, kept: !given || stage.storage.acceptedEpoch.epoch === 5 }).toEqual({ ms, kept: true });
    }
  });

  test("an epoch that it has accepted before isn't promised again: it may have been to another leader", () => {
    const stage = followerOf({ acceptedEpoch: 5, currentEpoch: 4 });
    stage.puppet("A").heard();
    stage.say("A", leaderInfo(5));

    expect(answers(stage.puppet("A").heard())).toEqual(["not promised, last of epoch 4: (0, 0)"]);
  });

  test("a leader whose epoch is over isn't followed", () => {
    const stage = followerOf({ acceptedEpoch: 7 });
    stage.puppet("A").heard();
    stage.say("A", leaderInfo(6));

    expect(stage.subject.lost).toHaveLength(1);
    expect(stage.puppet("A").heard()).toEqual([]);
    expect(stage.storage.acceptedEpoch.epoch).toBe(7);
  });

  test("epochs beyond 31 bits are compared as numbers", () => {
    const stage = followerOf({ acceptedEpoch: 0x7fff_ffff });
    stage.puppet("A").heard();
    stage.say("A", leaderInfo(0x8000_0000));

    expect([stage.subject.lost, stage.storage.acceptedEpoch.epoch]).toEqual([[], 0x8000_0000]);
  });
});

/** A follower that has promised itself, and has been sent a history. */
function synced(past: Past, ...history: ToFollower<Said>[]) {
  const stage = followerOf(past);
  stage.say("A", leaderInfo(5));
  stage.puppet("A").heard();
  stage.say("A", ...history, newLeader(5));
  stage.pass(500);
  return stage;
}

rule("It takes over the leader's history, whichever way it comes", INTERNALS, () => {
  test("it lacks some", () => {
    const stage = synced({ history: orders(1, 1, 2) }, ...committed(...orders(1, 3, 4)));

    expect([inLog(stage.storage), inDatabase(stage.storage)]).toEqual(
      Array(2).fill(show([1, 2, 3, 4].map((c) => at(1, c)))),
    );
  });

  test("it has some that the leader hasn't", () => {
    const stage = synced(
      { history: orders(1, 1, 5) },
      { type: "truncate", zxid: at(1, 3) },
      ...committed(order(at(3, 1))),
    );
    const expected = show([at(1, 1), at(1, 2), at(1, 3), at(3, 1)]);

    expect([inLog(stage.storage), inDatabase(stage.storage)]).toEqual([expected, expected]);
  });

  test("it is told to cut, and nothing follows", () => {
    const stage = synced({ history: orders(1, 1, 5) }, { type: "truncate", zxid: at(1, 3) });

    expect(inDatabase(stage.storage)).toBe(show([1, 2, 3].map((c) => at(1, c))));
  });

  test("it gets a picture in the place of all that it had", () => {
    const history = [...orders(1, 1, 2), ...orders(3, 1, 2)];
    const stage = synced({ history: orders(2, 1, 5) }, ...picture(...history));

    expect(inDatabase(stage.storage)).toBe(show(history.map(({ zxid }) => zxid)));
    expect(stage.storage.log.lastZxid).toBe(at(3, 2));
  });

  test("a picture, and what was committed while it was taken and since", () => {
    const history = orders(3, 1, 6);
    const stage = synced({}, ...picture(...history), ...committed(...orders(3, 7, 8)));

    expect(inDatabase(stage.storage)).toBe(show([...history, ...orders(3, 7, 8)].map(({ zxid }) => zxid)));
  });

  test("a picture that was taken while the leader went on is made whole by what follows it", () => {
    const database = new Database();
    for (const each of orders(3, 1, 6)) database.apply(each);
    const pieces: ToFollower<Said>[] = [];
    const changed: Transaction = {
      zxid: at(3, 7),
      time: 0,
      change: { type: "setData", path: `/order-${at(3, 1)}`, data: Uint8Array.of(55), version: 1 },
    };
    for (const piece of takePicture(database, 50)) {
      pieces.push({ type: "snapshot", piece: piece.slice() });
      if (pieces.length === 5) database.apply(changed);
    }
    const stage = synced({}, ...pieces, ...committed(changed));

    expect([stage.storage.database.lastZxid, saysIn(stage.storage, at(3, 1))]).toEqual([at(3, 7), "7"]);
  });

  test("a picture that isn't whole is not taken, and what the server had is left", () => {
    const pieces = picture(...orders(3, 1, 6));
    const stage = synced({ history: orders(1, 1, 2) }, ...pieces.slice(0, -1));

    expect([stage.subject.lost.length, stage.puppet("A").heard()]).toEqual([1, []]);
    expect(inLog(stage.storage)).toBe(show([at(1, 1), at(1, 2)]));
  });

  test("it can't go back behind the picture that it began with: nothing is lost, and it asks for another picture", () => {
    const stage = synced({ history: orders(1, 1, 2) }, ...picture(...orders(1, 1, 5)));
    stage.run(() => stage.role.stop(() => {}));
    stage.pass();
    stage.run(() => new Follower(stage.context, 1, "A"));
    stage.pass();
    stage.puppet("A").heard();
    stage.say("A", leaderInfo(6));
    stage.say("A", { type: "truncate", zxid: at(1, 3) }, newLeader(6));
    const { lost } = stage.subject;
    const after = inDatabase(stage.storage);

    expect([lost.length, after]).toEqual([1, show(orders(1, 1, 5).map(({ zxid }) => zxid))]);
    expect(stage.puppet("A").words()).not.toContain("ackNewLeader");
    expect(stage.context.needsPicture).toBe(true);
  });

  test("whoever has asked for a picture says so to the next leader", () => {
    const stage = followerOf({ history: orders(1, 1, 2) });
    stage.run(() => stage.role.stop(() => {}));
    stage.context.needsPicture = true;
    stage.run(() => new Follower(stage.context, 1, "A"));
    stage.pass();
    stage.puppet("A").heard();
    stage.say("A", leaderInfo(6));

    expect(answers(stage.puppet("A").heard())).toEqual([
      "promised, last of epoch 1: (1, 2), needs a picture",
    ]);
  });

  test("what is proposed and not committed is in its log, and not in its database", () => {
    const stage = synced(
      { history: orders(1, 1, 1) },
      ...committed(order(at(1, 2))),
      propose(order(at(5, 1))),
    );

    expect([inLog(stage.storage), inDatabase(stage.storage)]).toEqual([
      show([at(1, 1), at(1, 2), at(5, 1)]),
      show([at(1, 1), at(1, 2)]),
    ]);
  });
});

rule(
  "First the history is on the disk, then the epoch, and only then it says so",
  "ZOOKEEPER-3911, 4643, 4646, 4785",
  () => {
    const cases: [string, Past, ToFollower<Said>[], string][] = [
      [
        "it lacks some",
        { history: orders(1, 1, 2) },
        committed(...orders(1, 3, 9)),
        show(orders(1, 1, 9).map(({ zxid }) => zxid)),
      ],
      [
        "it has too many",
        { history: orders(1, 1, 9) },
        [{ type: "truncate", zxid: at(1, 4) }, ...committed(order(at(3, 1)))],
        show([...orders(1, 1, 4).map(({ zxid }) => zxid), at(3, 1)]),
      ],
      [
        "it gets a picture",
        { history: orders(2, 1, 3) },
        picture(...orders(3, 1, 9)),
        show(orders(3, 1, 9).map(({ zxid }) => zxid)),
      ],
    ];

    test.each(cases)("%s, and the power is lost at any time", (_, past, history, whole) => {
      for (const [seed, ms] of moments(3, 30)) {
        const stage = followerOf(past, seed);
        stage.say("A", leaderInfo(5));
        stage.puppet("A").heard();
        stage.world.after(ms, () => stage.machine.powerCut());
        stage.say("A", ...history, newLeader(5));
        stage.pass(300);
        const said = stage.puppet("A").words().includes("ackNewLeader");
        stage.losePower();
        const { storage } = stage;
        const isCurrent = storage.currentEpoch.epoch === 5;
        const hasHistory = inDatabase(storage) === whole;

        // What it has said is so after the loss; and an epoch is never there without its history.
        expect({ seed, ms, kept: !said || (isCurrent && hasHistory) }).toEqual({ seed, ms, kept: true });
        expect({ ms, epochWithoutHistory: isCurrent && !hasHistory }).toEqual({
          ms,
          epochWithoutHistory: false,
        });
      }
    });

    test("it says so, and up to where its log goes", () => {
      const stage = synced(
        { history: orders(1, 1, 2) },
        ...committed(...orders(1, 3, 4)),
        propose(order(at(5, 1))),
      );

      expect(stage.puppet("A").words()).toEqual(expect.arrayContaining(["ackNewLeader", "ack (5, 1)"]));
      expect(stage.storage.currentEpoch.epoch).toBe(5);
    });

    test("a server that had been wiped remembers again from then on", () => {
      const stage = synced({ isLost: true }, ...committed(...orders(3, 1, 2)));
      stage.losePower();

      expect(
        stage
          .puppet("A")
          .heard()
          .filter(({ type }) => type === "followerInfo"),
      ).toMatchObject([expect.anything(), { remembers: true, acceptedEpoch: 5 }].slice(-1));
    });
  },
);

rule("It serves nobody before the leader says that a quorum has that history", INTERNALS, () => {
  test("not after its own word, but after UPTODATE", () => {
    const stage = synced({ history: orders(1, 1, 2) });
    const before = [...stage.diary.entries];
    stage.say("A", upToDate);

    expect([before, stage.diary.entries]).toEqual([[], ["follows 1"]]);
  });
});

rule(
  "Leader and follower give each other up when they don't hear of each other",
  "ZooKeeper Administrator's Guide, initLimit and syncLimit",
  () => {
    test("a leader that can't be reached yet is dialled again", () => {
      const stage = followerOf({});
      stage.puppets.get("A")!.kill();
      stage.pass(3 * TICK);
      stage.puppets.get("A")!.start();
      stage.pass(3 * TICK);

      expect(stage.subject.lost).toEqual([]);
      expect(stage.puppet("A").words()).toContain("followerInfo");
    });

    test("one that never answers is given up after initLimit ticks", () => {
      const stage = followerOf({});
      stage.pass(9 * TICK);
      const early = stage.subject.lost.length;
      stage.pass(4 * TICK);

      expect([early, stage.subject.lost.length]).toEqual([0, 1]);
    });

    test("one that serves and falls silent is given up after syncLimit ticks", () => {
      const stage = synced({ history: orders(1, 1, 2) });
      stage.say("A", upToDate);
      stage.pass(4 * TICK);
      const early = stage.subject.lost.length;
      stage.pass(4 * TICK);

      expect([early, stage.subject.lost.length]).toEqual([0, 1]);
    });

    test("one that is heard of isn't, and its pings are answered, also while the disk is at work", () => {
      const stage = synced({ history: orders(1, 1, 2) });
      stage.say("A", upToDate);
      for (let i = 0; i < 30; i++) {
        stage.say("A", { type: "ping" });
        stage.pass(TICK);
      }

      expect(stage.subject.lost).toEqual([]);
    });

    test("a connection that breaks is a leader that is lost", () => {
      const stage = synced({ history: orders(1, 1, 2) });
      stage.world.faults.breakConnections("A", "B");
      stage.pass(TICK);

      expect(stage.subject.lost).toHaveLength(1);
    });
  },
);

rule("When it follows no longer, its log and its database agree", "ZOOKEEPER-2845, 3642, 5094", () => {
  test("what came with the history and isn't committed is in the database too, before it looks for a leader", () => {
    const stage = synced({ history: orders(1, 1, 2) }, propose(order(at(5, 1))));
    const before = inDatabase(stage.storage);
    let done = false;
    stage.run(() => stage.role.stop(() => (done = true)));
    stage.pass();
    const all = show([at(1, 1), at(1, 2), at(5, 1)]);

    expect([before, done, inDatabase(stage.storage), inLog(stage.storage)]).toEqual([
      show([at(1, 1), at(1, 2)]),
      true,
      all,
      all,
    ]);
  });

  test("it waits for the disk: when it says that it is done, nothing changes any more", () => {
    for (let ms = 0; ms < 20; ms += 1) {
      const stage = followerOf({ history: orders(1, 1, 6) });
      stage.say("A", leaderInfo(5));
      let then: string | undefined;
      const now = (): string => show([stage.storage.log.lastZxid, stage.storage.database.lastZxid]);
      stage.world.after(1 + ms, () => stage.run(() => stage.role.stop(() => (then = now()))));
      stage.say("A", { type: "truncate", zxid: at(1, 3) }, ...committed(order(at(3, 1))), newLeader(5));
      stage.pass(300);

      expect({ ms, then, agree: inDatabase(stage.storage) === inLog(stage.storage) }).toEqual({
        ms,
        then: now(),
        agree: true,
      });
    }
  });

  test("it hears nothing more", () => {
    const stage = synced({ history: orders(1, 1, 2) });
    stage.run(() => stage.role.stop(() => {}));
    stage.say("A", upToDate);

    expect([stage.diary.entries, stage.subject.lost]).toEqual([[], []]);
  });
});

/** Every half millisecond up to an end, with a few seeds: the disk takes its time differently with each. */
function* moments(seeds: number, end: number): Generator<[seed: number, ms: number]> {
  for (let seed = 1; seed <= seeds; seed++) for (let ms = 0.5; ms < end; ms += 0.5) yield [seed, ms];
}
