import type { Mutant } from "#lab/testing/mutant";

const COMMIT = { step: "commit", file: "proposals.ts" };

/** Wrong ways from acknowledgements to commits. */
export const commits: Mutant[] = [
  {
    ...COMMIT,
    id: "out-of-order",
    mistake: "Whatever has its quorum is committed, also if something before it hasn't",
    source: "ZooKeeper source, Leader.tryToCommit: commits in order",
    edits: [
      {
        find: `    for (let oldest = this.#outstanding[0]; oldest !== undefined; oldest = this.#outstanding[0]) {
      if (!oldest.quorum.isReachedBy(this.#having(oldest.proposal.zxid))) break;
      this.#outstanding.shift();
      committed.push(oldest.proposal);
    }`,
        put: `    for (const each of [...this.#outstanding]) {
      if (!each.quorum.isReachedBy(this.#having(each.proposal.zxid))) continue;
      this.#outstanding.splice(this.#outstanding.indexOf(each), 1);
      committed.push(each.proposal);
    }`,
      },
    ],
  },
  {
    ...COMMIT,
    id: "same-server-twice",
    mistake: "Acknowledgements are counted, and not servers: one that says it twice counts twice",
    source: "ZooKeeper source, SyncedLearnerTracker: it keeps a set",
    edits: [
      {
        find: "    if (zxid > (this.#acked.get(server) ?? -1n)) this.#acked.set(server, zxid);",
        put: `    if (this.#acked.has(server)) this.#acked.set([1, 2, 3].find((id) => !this.#acked.has(id)) ?? server, zxid);
    if (zxid > (this.#acked.get(server) ?? -1n)) this.#acked.set(server, zxid);`,
      },
    ],
  },
  {
    ...COMMIT,
    id: "only-its-own",
    mistake: "An acknowledgement counts for the proposal that it names, and for none before it",
    source: "this chapter, AckMessage: everything up to this zxid",
    edits: [{ find: "acked >= zxid", put: "acked === zxid" }],
  },
  {
    ...COMMIT,
    id: "says-less-counts-less",
    mistake: "An acknowledgement that says less than an earlier one takes the earlier one back",
    source: "messages of a slow path arrive after those of a fast one",
    edits: [
      {
        find: "if (zxid > (this.#acked.get(server) ?? -1n)) this.#acked.set(server, zxid);",
        put: "this.#acked.set(server, zxid);",
      },
    ],
  },
  {
    ...COMMIT,
    id: "first-word-only",
    mistake: "Only the first acknowledgement of a server is kept",
    source: "a map that is filled with setdefault",
    edits: [
      {
        find: "if (zxid > (this.#acked.get(server) ?? -1n)) this.#acked.set(server, zxid);",
        put: "if (!this.#acked.has(server)) this.#acked.set(server, zxid);",
      },
    ],
  },
  {
    ...COMMIT,
    id: "committed-again",
    mistake: "What is committed stays in the list, and is committed again with the next acknowledgement",
    source: "each proposal is delivered once: Integrity",
    edits: [
      {
        find: `    for (let oldest = this.#outstanding[0]; oldest !== undefined; oldest = this.#outstanding[0]) {`,
        put: `    for (const oldest of [...this.#outstanding]) {`,
      },
      { find: "      this.#outstanding.shift();\n", put: "" },
    ],
  },
  {
    ...COMMIT,
    id: "one-at-a-time",
    mistake: "One acknowledgement commits one proposal; the others wait for the next",
    source: "this chapter, AckMessage: everything up to this zxid",
    edits: [
      {
        find: "      committed.push(oldest.proposal);",
        put: "      committed.push(oldest.proposal);\n      break;",
      },
    ],
  },
  {
    ...COMMIT,
    id: "quorum-of-the-newest",
    mistake: "All that is outstanding needs the quorum of what was proposed last",
    source: "chapter 10: a change of the quorum doesn't reach back",
    edits: [
      {
        find: "oldest.quorum.isReachedBy(",
        put: "this.#outstanding.at(-1)!.quorum.isReachedBy(",
      },
    ],
  },
  {
    ...COMMIT,
    id: "quorum-of-the-first",
    mistake: "All that is outstanding needs the quorum of what was proposed first",
    source: "chapter 10: from its proposal on a change needs both quorums",
    edits: [
      {
        find: "    const committed: P[] = [];",
        put: "    const committed: P[] = [];\n    const quorum = this.#outstanding[0]?.quorum;",
      },
      { find: "!oldest.quorum.isReachedBy(", put: "!quorum!.isReachedBy(" },
    ],
  },
  {
    ...COMMIT,
    id: "non-voters-counted",
    mistake: "Heads are counted: whoever acknowledges is one of them, voter or not",
    source: "acknowledgements of non-voters counted",
    edits: [
      {
        find: "!oldest.quorum.isReachedBy(this.#having(oldest.proposal.zxid))",
        put: "this.#having(oldest.proposal.zxid).size <= oldest.quorum.voters.size / 2",
      },
    ],
  },
  {
    ...COMMIT,
    id: "half-commits",
    mistake: "A proposal is committed when half of the voters have it",
    source: "commit on n/2",
    edits: [
      {
        find: "!oldest.quorum.isReachedBy(this.#having(oldest.proposal.zxid))",
        put: `[...oldest.quorum.voters].filter((id) => this.#having(oldest!.proposal.zxid).has(id)).length <
        oldest.quorum.voters.size / 2`,
      },
    ],
  },
  {
    ...COMMIT,
    id: "lower-half-of-the-zxid",
    mistake: "Only the lower 32 bits of a zxid are compared: an old epoch covers a new one",
    source: "32-bit zxid arithmetic (ZOOKEEPER-1277 family)",
    edits: [{ find: "acked >= zxid", put: "BigInt.asUintN(32, acked) >= BigInt.asUintN(32, zxid)" }],
  },
  {
    ...COMMIT,
    id: "zxid-as-a-number",
    mistake: "Zxids are compared as numbers, which have 53 bits",
    source: "JavaScript numbers; 64-bit zxids",
    edits: [{ find: "acked >= zxid", put: "Number(acked) >= Number(zxid)" }],
  },
  {
    ...COMMIT,
    id: "same-zxid-again",
    mistake: "A proposal may have the zxid of the one before it",
    source: "ZooKeeper Internals: each proposal has a zxid of its own",
    edits: [{ find: "proposal.zxid <= last", put: "proposal.zxid < last" }],
  },
  {
    ...COMMIT,
    id: "any-order",
    mistake: "A proposal may have a lower zxid than the one before it",
    source: "ZooKeeper Internals: zxids are monotonically increasing",
    edits: [{ find: "if (last !== undefined && proposal.zxid <= last)", put: "if (last === proposal.zxid)" }],
  },
  {
    ...COMMIT,
    id: "newest-first",
    mistake: "What is committed by one acknowledgement comes back in the wrong order",
    source: "TotalOrder",
    edits: [{ find: "committed.push(oldest.proposal)", put: "committed.unshift(oldest.proposal)" }],
  },
  {
    ...COMMIT,
    id: "covers-what-comes-later",
    mistake: "An acknowledgement covers also what is proposed after it",
    source: "a flag per server where a zxid is needed",
    edits: [{ find: "acked >= zxid", put: "acked >= zxid || acked > 0n" }],
  },
];
