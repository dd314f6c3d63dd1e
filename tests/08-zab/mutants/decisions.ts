import type { Mutant } from "#lab/testing/mutant";

const PAPER = "F. Junqueira, B. Reed, M. Serafini, Zab (DSN 2011)";
const SOURCE = "ZooKeeper source, LearnerHandler.syncFollower";

/** Mistakes in what is only decided and kept in books: epochs, and the way to the same history. */
export const decisions: Mutant[] = [
  {
    id: "zxid-in-32-bits",
    mistake: "An epoch and a counter are put together with arithmetic of 32 bits",
    source: "ZOOKEEPER-1277 and others",
    step: "epochs",
    file: "zxids.ts",
    edits: [
      {
        find: `return (BigInt(epoch) << COUNTER_BITS) | BigInt(counter);`,
        put: `return (BigInt(epoch | 0) << COUNTER_BITS) | BigInt(counter | 0);`,
      },
    ],
  },
  {
    id: "signed-counter",
    mistake: "The upper half of the counters is negative",
    source: "32-bit arithmetic",
    step: "epochs",
    file: "zxids.ts",
    edits: [{ find: `return Number(BigInt.asUintN(`, put: `return Number(BigInt.asIntN(` }],
  },
  {
    id: "epoch-not-new",
    mistake: "The epoch is the highest that a quorum has accepted, and not the one after it",
    source: PAPER,
    step: "epochs",
    file: "discovery.ts",
    edits: [
      { find: `Math.max(...this.#accepted.values()) + 1;`, put: `Math.max(...this.#accepted.values());` },
    ],
  },
  {
    id: "epoch-of-the-last-to-tell",
    mistake: "The epoch is one more than what the last server has accepted",
    source: PAPER,
    step: "epochs",
    file: "discovery.ts",
    edits: [{ find: `Math.max(...this.#accepted.values()) + 1;`, put: `acceptedEpoch + 1;` }],
  },
  {
    id: "epoch-changes",
    mistake: "The epoch changes when somebody comes later who has accepted a higher one",
    source: PAPER,
    step: "epochs",
    file: "discovery.ts",
    edits: [{ find: `    if (this.#epoch !== undefined) return false;\n`, put: `` }],
  },
  {
    id: "epoch-without-a-quorum",
    mistake: "The first who tells is enough",
    source: PAPER,
    step: "epochs",
    file: "discovery.ts",
    edits: [
      {
        find: `    if (!this.#membership.quorum.isReachedBy(new Set(this.#accepted.keys()))) return false;\n`,
        put: `    if (this.#accepted.size < 2 && this.#membership.quorum.voters.size > 1) return false;\n`,
      },
    ],
  },
  {
    id: "half-is-enough",
    mistake: "Half of the servers are taken for a quorum",
    source: "commit on n/2",
    step: "epochs",
    file: "discovery.ts",
    edits: [
      {
        find: `    this.#done ||= this.#membership.quorum.isReachedBy(this.#promised);`,
        put: `    this.#done ||= this.#promised.size >= this.#membership.quorum.voters.size / 2;`,
      },
    ],
  },
  {
    id: "promise-counted-twice",
    mistake: "The same server's promise counts as often as it comes",
    source: "ZooKeeper source, Leader.waitForEpochAck: a set of ids",
    step: "epochs",
    file: "discovery.ts",
    edits: [
      {
        find: `    this.#promised.add(server);`,
        put: `    this.#promised.add(this.#promised.has(server) ? server + 1 : server);`,
      },
    ],
  },
  {
    id: "longer-beats-later",
    mistake: "The history with the higher zxid has come further, whatever epoch it was in",
    source: "ZooKeeper source, StateSummary.isMoreRecentThan",
    step: "epochs",
    file: "discovery.ts",
    edits: [
      {
        find: `return one.epoch === other.epoch ? one.zxid > other.zxid : one.epoch > other.epoch;`,
        put: `return one.zxid > other.zxid;`,
      },
    ],
  },
  {
    id: "as-far-is-ahead",
    mistake: "A history that has come just as far counts as further",
    source: "ZooKeeper source, StateSummary.isMoreRecentThan",
    step: "epochs",
    file: "discovery.ts",
    edits: [{ find: `one.zxid > other.zxid :`, put: `one.zxid >= other.zxid :` }],
  },
  // sync-plan
  {
    id: "truncates-across-epochs",
    mistake: "A log is cut back to a transaction of an older epoch, which the follower may never have had",
    source: SOURCE,
    step: "sync-plan",
    file: "sync-plan.ts",
    edits: [
      {
        find: `common < follower && epochOf(common) === epochOf(follower)`,
        put: `common < follower && epochOf(common) <= epochOf(follower)`,
      },
    ],
  },
  {
    id: "truncates-to-the-beginning-of-an-epoch",
    mistake: "A log is cut back to (epoch, 0), which is no transaction",
    source: SOURCE,
    step: "sync-plan",
    file: "sync-plan.ts",
    edits: [
      { find: `if (isShared && counterOf(common) > 0)`, put: `if (isShared && counterOf(common) >= 0)` },
    ],
  },
  {
    id: "never-truncates",
    mistake: "What only the follower has stays, and the leader's transactions are put behind it",
    source: "ZOOKEEPER-1154",
    step: "sync-plan",
    file: "sync-plan.ts",
    edits: [{ find: `return { kind: "truncate", to: common };`, put: `return { kind: "diff" };` }],
  },
  {
    id: "truncates-to-the-followers-own",
    mistake: "The log is cut where the follower is, so nothing is cut",
    source: SOURCE,
    step: "sync-plan",
    file: "sync-plan.ts",
    edits: [
      { find: `return { kind: "truncate", to: common };`, put: `return { kind: "truncate", to: follower };` },
    ],
  },
  {
    id: "diff-with-a-gap",
    mistake: "A follower that is behind all that the leader can send is sent that, with a gap before it",
    source: "ZOOKEEPER-4925",
    step: "sync-plan",
    file: "sync-plan.ts",
    edits: [{ find: `if (common === follower) return`, put: `if (common >= follower) return` }],
  },
  {
    id: "unknown-is-nothing",
    mistake: "Where the leader doesn't have the transactions any more, the follower is taken for up to date",
    source: "ZOOKEEPER-4925",
    step: "sync-plan",
    file: "sync-plan.ts",
    edits: [
      {
        find: `if (behind === undefined) return { kind: "snapshot" };`,
        put: `if (behind === undefined) return { kind: "diff" };`,
      },
    ],
  },
  {
    id: "history-forgets-where-it-began",
    mistake: "A leader's history begins with what was committed in its own time",
    source: SOURCE,
    step: "sync-plan",
    file: "history.ts",
    edits: [
      {
        find: `    return older?.at(-1)?.zxid === upTo ? [...older, ...this.#recent] : undefined;`,
        put: `    void older;\n    return [...this.#recent];`,
      },
    ],
  },
  {
    id: "hole-between-disk-and-memory",
    mistake: "What is on the disk and what is in memory are put together, whether they meet or not",
    source: "ZOOKEEPER-4925",
    step: "sync-plan",
    file: "history.ts",
    edits: [
      {
        find: `    return older?.at(-1)?.zxid === upTo ? [...older, ...this.#recent] : undefined;`,
        put: `    return older && [...older, ...this.#recent];`,
      },
    ],
  },
  {
    id: "tells-what-isnt-committed",
    mistake: "All that is in the leader's log is told as committed",
    source: "ZooKeeper source, ZKDatabase.getProposalsFromTxnLog",
    step: "sync-plan",
    file: "history.ts",
    edits: [{ find: ` || item.transaction.zxid > upTo) break;`, put: `) break;` }],
  },
  {
    id: "memory-without-end",
    mistake: "Every committed transaction is kept in memory for ever",
    source: "ZooKeeper source, ZKDatabase.addCommittedProposal",
    step: "sync-plan",
    file: "history.ts",
    edits: [{ find: `    if (this.#recent.length > KEPT_IN_MEMORY) this.#recent.shift();\n`, put: `` }],
  },
  {
    id: "one-too-many",
    mistake: "The follower is sent its own last transaction once more",
    source: SOURCE,
    step: "sync-plan",
    file: "history.ts",
    edits: [
      {
        find: `this.#recent.filter((entry) => entry.zxid > zxid);`,
        put: `this.#recent.filter((entry) => entry.zxid >= zxid);`,
      },
    ],
  },
  {
    id: "endless-diff",
    mistake: "However far behind a follower is, it is sent all in single transactions",
    source: "ZooKeeper source, snapshotSizeFactor",
    step: "sync-plan",
    file: "history.ts",
    edits: [{ find: `        if (entries.length === MOST_SENT) return undefined;\n`, put: `` }],
  },
];
