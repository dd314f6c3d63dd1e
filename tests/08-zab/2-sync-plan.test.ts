import type { Disk } from "#lab/host";
import { rule } from "#lab/testing/rule";
import { SeededRandom } from "#lab/world/random";
import { World } from "#lab/world/world";
import { Storage } from "#transaction-log/storage";
import type { Transaction } from "#sessions/changes";
import type { Zxid } from "#znode-tree/changes";
import { History, KEPT_IN_MEMORY, MOST_SENT } from "#zab/history";
import { type Link, planSync } from "#zab/sync-plan";
import { epochOf } from "#zab/zxids";
import { at, orders, show } from "./transactions";

const SOURCE = "ZooKeeper source, LearnerHandler.syncFollower";
const INTERNALS = "ZooKeeper Internals, Leader Activation";

/** A leader's committed transactions, in order. What was before the first that it still has is `before`. */
interface Known {
  committed: readonly Zxid[];
  before?: Zxid;
  /** From this one on it can send them; default: all. */
  sends?: Zxid;
}

/** The transactions behind a zxid, as a leader with this history knows them. */
function behind({ committed, before = 0n, sends = 0n }: Known, follower: Zxid): Link[] | undefined {
  const links = committed.map((zxid, index): Link => ({ previous: committed[index - 1] ?? before, zxid }));
  const wanted = links.filter(({ zxid }) => zxid > follower);
  const isWhole = wanted.every(({ zxid }) => zxid >= sends) && (wanted.length > 0 || committed.length > 0);
  return isWhole || wanted.length === 0 ? wanted : undefined;
}

/** What a follower's log is after the plan was carried out; "all of the leader's" after a snapshot. */
function carriedOut(known: Known, log: readonly Zxid[]): { log: string; cutTo?: string } {
  const follower = log.at(-1) ?? 0n;
  const all = behind(known, follower);
  const last = known.committed.at(-1) ?? known.before ?? 0n;
  const plan = planSync(follower, last, all);
  if (plan.kind === "snapshot") return { log: show(known.committed) };
  const kept = plan.kind === "truncate" ? log.filter((zxid) => zxid <= plan.to) : log;
  const cut = plan.kind === "truncate" ? { cutTo: show([plan.to]) } : {};
  return { log: show([...kept, ...all!.map(({ zxid }) => zxid)]), ...cut };
}

rule("Afterwards the follower has the leader's history, whichever way was chosen", SOURCE, () => {
  const some = [2, 3, 5].map((counter) => at(1, counter));
  const late = [2, 3, 5, 6, 7, 8].map((counter) => at(1, counter));

  test.each([
    ["it has all", { committed: some }, some],
    ["it lacks two", { committed: some }, some.slice(0, 1)],
    ["it has nothing", { committed: some }, []],
    [
      "it has one that the leader hasn't, in the middle: 4",
      { committed: some },
      [...some.slice(0, 2), at(1, 4)],
    ],
    ["it has one behind the leader's last: 6", { committed: some }, [...some, at(1, 6)]],
    ["it has several behind the leader's last", { committed: some }, [...some, at(1, 6), at(1, 7)]],
    [
      "the leader's memory begins at 6, its log reaches back: it has 4",
      { committed: late },
      [...some.slice(0, 2), at(1, 4)],
    ],
    ["the same, and it has 3", { committed: late }, some.slice(0, 2)],
    [
      "it has what was never the leader's, from its own epoch",
      { committed: [...some, at(3, 1)] },
      [...some, at(1, 6), at(1, 7)],
    ],
    ["the leader has nothing behind its only one", { committed: [at(1, 1)] }, [at(1, 1), at(1, 3)]],
    ["both have just one, the same", { committed: [at(1, 1)] }, [at(1, 1)]],
    [
      "the leader is in a new epoch and has committed nothing in it",
      { committed: some },
      [...some.slice(0, 1)],
    ],
  ])("%s", (_, known: Known, log: readonly Zxid[]) => {
    expect(carriedOut(known, log).log).toBe(show(known.committed));
  });

  test("every follower that can have come about, after up to three leaders", () => {
    for (let seed = 1; seed <= 3_000; seed++) {
      const random = new SeededRandom(seed, "histories");
      const { leader, follower } = twoHistories(random);
      const sends = random.chance(0.3) ? (leader[random.below(leader.length + 1)] ?? 0n) : 0n;
      const { log } = carriedOut({ committed: leader, sends }, follower);

      expect({ seed, follower: show(follower), log }).toEqual({
        seed,
        follower: show(follower),
        log: show(leader),
      });
    }
  });
});

rule("A log is cut only back to a transaction that both have", SOURCE, () => {
  test("across epochs nobody knows what the follower has: (1, 2) and (1, 3) of another leader, and (2, 1)", () => {
    // The leader's last is (1, 5). The follower has (2, 1), which came behind (1, 3).
    const known = { committed: [2, 3, 4, 5].map((counter) => at(1, counter)) };
    const follower = [at(1, 2), at(1, 3), at(2, 1)];

    expect(carriedOut(known, follower).log).toBe(show(known.committed));
  });

  test("a follower of an epoch that the leader has never seen gets the whole database", () => {
    const known = { committed: [at(1, 1), at(3, 1), at(3, 2)] };

    expect(planSync(at(2, 4), at(3, 2), behind(known, at(2, 4)))).toEqual({ kind: "snapshot" });
  });

  test("(epoch, 0) is no transaction: it is never gone back to", () => {
    const histories: Known[] = [
      { committed: [at(1, 1), at(2, 1), at(2, 2)] },
      { committed: [], before: at(2, 0) },
      { committed: [at(2, 1)], before: at(2, 0) },
    ];
    for (const known of histories) {
      for (const follower of [at(1, 4), at(2, 0), at(2, 5), at(3, 0)]) {
        const plan = planSync(follower, known.committed.at(-1) ?? known.before!, behind(known, follower));
        if (plan.kind === "truncate") expect(plan.to & 0xffff_ffffn).not.toBe(0n);
      }
    }
  });

  test("what is cut off wasn't the leader's, and what is left was", () => {
    for (let seed = 1; seed <= 3_000; seed++) {
      const { leader, follower } = twoHistories(new SeededRandom(seed, "cuts"));
      const last = follower.at(-1) ?? 0n;
      const plan = planSync(last, leader.at(-1) ?? 0n, behind({ committed: leader }, last));
      if (plan.kind !== "truncate") continue;

      expect({ seed, both: leader.includes(plan.to) && follower.includes(plan.to) }).toEqual({
        seed,
        both: true,
      });
      expect({ seed, lost: follower.filter((zxid) => zxid > plan.to && leader.includes(zxid)) }).toEqual({
        seed,
        lost: [],
      });
    }
  });
});

rule("What can't be sent whole isn't sent in parts", "ZOOKEEPER-4925", () => {
  test("the leader doesn't have all behind the follower any more: a snapshot", () => {
    expect(planSync(at(1, 1), at(1, 9), undefined)).toEqual({ kind: "snapshot" });
  });

  test("there is a gap between the follower and the first that the leader has: a snapshot", () => {
    const known = { committed: [at(1, 6), at(1, 7)], before: at(1, 5) };

    expect(planSync(at(1, 3), at(1, 7), behind(known, at(1, 3)))).toEqual({ kind: "snapshot" });
  });

  test("a follower that has nothing gets a snapshot unless the leader has everything from the first", () => {
    const known = { committed: [at(1, 6)], before: at(1, 5) };

    expect(planSync(0n, at(1, 6), behind(known, 0n))).toEqual({ kind: "snapshot" });
  });
});

rule(
  "A leader knows its committed transactions from its memory and its log, without a gap",
  INTERNALS,
  () => {
    test("of those that were committed in its time", () => {
      const { history } = withLog([]);
      for (const each of orders(1, 1, 5)) history.add(each);

      expect([show([history.last]), seen(history, at(1, 2))]).toEqual([
        "(1, 5)",
        show([3, 4, 5].map((c) => at(1, c))),
      ]);
    });

    test("of those that it began with, from its disk", () => {
      const { history } = withLog(orders(1, 1, 20));

      expect([show([history.last]), seen(history, at(1, 17))]).toEqual([
        "(1, 20)",
        show([18, 19, 20].map((c) => at(1, c))),
      ]);
    });

    test("of both, in order, each once", () => {
      const { history } = withLog(orders(1, 1, 5));
      for (const each of orders(3, 1, 2)) history.add(each);

      expect(seen(history, at(1, 3))).toBe(show([at(1, 4), at(1, 5), at(3, 1), at(3, 2)]));
    });

    test("each with the one before it, across the two as well", () => {
      const { history } = withLog(orders(1, 1, 2));
      for (const each of orders(3, 1, 2)) history.add(each);
      const links = history
        .behind(0n)!
        .map(({ previous, zxid }) => `${show([zxid])} behind ${show([previous])}`);

      expect(links).toEqual([
        "(1, 1) behind (0, 0)",
        "(1, 2) behind (1, 1)",
        "(3, 1) behind (1, 2)",
        "(3, 2) behind (3, 1)",
      ]);
    });

    test("nothing is behind the last, and nothing behind what comes after it", () => {
      const { history } = withLog(orders(1, 1, 2));

      expect([history.behind(at(1, 2)), history.behind(at(1, 9)), history.behind(at(7, 1))]).toEqual([
        [],
        [],
        [],
      ]);
    });

    test("a new leader with an empty log knows that there is nothing", () => {
      const { history } = withLog([]);

      expect([history.last, history.behind(0n)]).toEqual([0n, []]);
    });

    test("what is in the log and isn't committed isn't told", () => {
      const { history } = withLog(orders(1, 1, 5), at(1, 3));

      expect(seen(history, at(1, 1))).toBe(show([at(1, 2), at(1, 3)]));
    });

    test("its memory is bounded, and what has left it is read from the disk", () => {
      const { history, storage, world } = withLog([]);
      const many = orders(1, 1, KEPT_IN_MEMORY + 50);
      for (const each of many) {
        world.enter(world.machine("A").incarnation!, () => storage.append(each, () => {}));
        history.add(each);
      }
      world.advance(1_000);

      expect(history.behind(at(1, 10))?.length).toBe(KEPT_IN_MEMORY + 40);
    });

    test("what has left its memory and isn't on its disk yet can't be had: not a list with a hole in it", () => {
      const { history } = withLog([]);
      for (const each of orders(1, 1, KEPT_IN_MEMORY + 50)) history.add(each);

      expect(history.behind(at(1, 10))?.length).toBeUndefined();
    });

    test("what has been purged can't be had", () => {
      const { history, files } = withLog(orders(1, 1, 60), undefined, { maxFileBytes: 300 });
      files.remove(`log/${files.list("log")[0]!}`);

      expect(seen(history, 0n)).toBeUndefined();
      expect(seen(history, at(1, 58))).toBe(show([at(1, 59), at(1, 60)]));
    });

    test("a list that is longer than MOST_SENT isn't given: a snapshot is cheaper", () => {
      const { history } = withLog(orders(1, 1, MOST_SENT + 1));

      expect(history.behind(0n)?.length).toBeUndefined();
    });
  },
);

/** Two servers' logs as leaders of a few epochs may have left them. */
function twoHistories(random: SeededRandom): { leader: Zxid[]; follower: Zxid[] } {
  const leader: Zxid[] = [];
  const follower: Zxid[] = [];
  let isApart = false;
  for (let epoch = 1; epoch <= 1 + random.below(3); epoch++) {
    const count = random.below(5);
    const mine = Array.from({ length: count }, (_, index) => at(epoch, index + 1));
    const [some, more] = [random.below(count + 1), random.below(count + 1)];
    if (isApart) {
      // Each has been in epochs of its own since then; in none of them were both.
      if (random.chance(0.5)) leader.push(...mine);
      else if (leader.length > 0 && epochOf(leader.at(-1)!) !== epoch) follower.push(...mine);
      continue;
    }
    leader.push(...mine.slice(0, some));
    follower.push(...mine.slice(0, more));
    isApart = some !== more;
  }
  return { leader, follower };
}

function withLog(transactions: readonly Transaction[], last?: Zxid, options: { maxFileBytes?: number } = {}) {
  const world = new World({ seed: 1 });
  const server = world.server("A", (host) => {
    const storage = new Storage(host, options);
    storage.open(() => {
      // Some at a time: what comes at once goes into one file.
      const next = (from: number): void => {
        const some = transactions.slice(from, from + 10);
        for (const each of some) storage.append(each, () => storage.database.apply(each));
        if (some.length > 0) storage.log.sync(() => next(from + 10));
      };
      next(0);
    });
    return { storage, disk: host.disk };
  });
  world.advance(10_000);
  const { storage, disk } = server.instance!;
  const inWorld = <T>(act: () => T): T => {
    let result: T;
    world.enter(server.incarnation!, () => (result = act()));
    return result!;
  };
  const files: Pick<Disk, "list" | "remove"> = {
    list: (folder) => inWorld(() => disk.list(folder)),
    remove: (file) => inWorld(() => disk.remove(file)),
  };
  const history = inWorld(() => new History(disk, last ?? storage.log.lastZxid));
  const guarded = {
    get last() {
      return inWorld(() => history.last);
    },
    add: (transaction: Transaction) => inWorld(() => history.add(transaction)),
    behind: (zxid: Zxid) => inWorld(() => history.behind(zxid)),
  };
  return { world, storage, files, history: guarded };
}

function seen(
  history: { behind(zxid: Zxid): { zxid: Zxid }[] | undefined },
  after: Zxid,
): string | undefined {
  const entries = history.behind(after);
  return entries && show(entries.map(({ zxid }) => zxid));
}
