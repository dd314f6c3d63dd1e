import type { Mutant } from "#lab/testing/mutant";

const HEARSAY = { step: "hearsay", file: "hearsay.ts" };
const HEARD = { step: "hearsay", file: "dynamic-membership.ts" };

/** Servers that ask the wrong ones, or believe too much or too little. */
export const asking: Mutant[] = [
  {
    ...HEARSAY,
    id: "only-members-are-answered",
    mistake: "Only members are answered: whoever was away, or comes new, learns nothing",
    source: "ZooKeeper source, WorkerReceiver: non-voters are answered too",
    edits: [
      {
        find: 'if (message.type === "ask") {',
        put: 'if (message.type === "ask" && this.#membership.members.named(server) === undefined) return;\n    if (message.type === "ask") {',
      },
    ],
  },
  {
    ...HEARSAY,
    id: "seeds-forgotten",
    mistake: "Those with whom a server was started aren't asked any more once it knows of others",
    source: "all of the others may be gone",
    edits: [{ find: "new Set([...this.#seeds, ", put: "new Set([" }],
  },
  {
    ...HEARSAY,
    id: "only-seeds-are-asked",
    mistake: "Only those with whom a server was started are asked: they may have left long ago",
    source: "ZooKeeper source, FastLeaderElection: everybody of the last configuration is asked",
    edits: [
      {
        find: "new Set([...this.#seeds, ...this.#membership.members.list.map(({ name }) => name)])",
        put: "new Set(this.#seeds)",
      },
    ],
  },
  {
    ...HEARSAY,
    id: "asked-once",
    mistake: "It asks once: a question that is lost is never answered",
    source: "lab/host.ts, Network.post",
    edits: [
      {
        find: "      if (this.#epoch() === undefined) this.#ask();\n      this.#askLater();",
        put: "      if (this.#epoch() === undefined) this.#ask();\n      else this.#askLater();",
      },
    ],
  },
  {
    ...HEARSAY,
    id: "believed-while-serving",
    mistake:
      "A server that is up to date believes what others say: configurations come into force out of turn",
    source: "ZooKeeper takes it over only while it is LOOKING",
    edits: [{ find: "} else if (this.#epoch() === undefined) {", put: "} else {" }],
  },
  {
    ...HEARSAY,
    id: "asks-while-serving",
    mistake: "A server that has a leader goes on asking",
    source: "the docstring of HearsayExchange",
    edits: [{ find: "if (this.#epoch() === undefined) this.#ask();", put: "this.#ask();" }],
  },
  {
    ...HEARSAY,
    id: "rumours-go-round",
    mistake: "What was only heard is told on as if it were in the own log",
    source: "a rumour that confirms itself never ends",
    edits: [
      {
        find: "const { committed, proposed } = this.#membership;",
        put: "const { committed, members } = this.#membership;\n    const proposed = this.#membership.proposed ?? { version: committed.version + 1n, members, previous: committed };",
      },
    ],
  },
  {
    ...HEARSAY,
    id: "epoch-of-one-that-looks",
    mistake: "A server that has no leader speaks for the last epoch that it was in",
    source: "only who is up to date with a leader has all of its history",
    edits: [{ find: "epoch: this.#epoch() ?? 0,", put: "epoch: this.#epoch() ?? 9," }],
  },
  {
    ...HEARD,
    id: "heard-is-agreed",
    mistake:
      "What others have in their logs must be agreed to by its quorum as well: a rumour stops the ensemble",
    source: "what isn't in the own log may never come",
    edits: [
      {
        find: "    const logged = this.#inLog;\n    return",
        put: "    const logged = this.#heard ?? this.#inLog;\n    return",
      },
    ],
  },
  {
    ...HEARD,
    id: "heard-is-committed",
    mistake: "What others have in their logs counts as committed",
    source: "it may be taken back",
    edits: [
      {
        find: "if (proposed !== undefined) this.#heard = newer(proposed, this.#heard);",
        put: "if (proposed !== undefined) this.#activate(proposed);",
      },
    ],
  },
  {
    ...HEARD,
    id: "heard-is-ignored",
    mistake:
      "What is on its way doesn't reach a server that isn't told by a log: it doesn't know that it may vote",
    source: "of a new quorum one may have been away when it was proposed",
    edits: [
      {
        find: "if (proposed !== undefined) this.#heard = newer(proposed, this.#heard);",
        put: "void proposed;",
      },
    ],
  },
  {
    ...HEARD,
    id: "heard-for-ever",
    mistake: "What was only heard of isn't forgotten when a leader is found",
    source: "who is no member would be voted for",
    edits: [
      {
        find: "    // #region own hearsay: What is only heard of counts no more.\n    this.#heard = undefined;",
        put: "    // #region own hearsay: What is only heard of counts no more.",
      },
    ],
  },
  {
    ...HEARD,
    id: "waits-for-what-is-over",
    mistake: "A server waits for ever for a configuration that a later epoch has gone on without",
    source: "a leader that was cut off with its proposal; found by this chapter's sweep",
    edits: [
      {
        find: "this.#epochOfOthers = Math.max(this.#epochOfOthers, epoch);",
        put: "this.#epochOfOthers = Math.max(0, 0 * epoch);",
      },
    ],
  },
  {
    ...HEARD,
    id: "over-too-early",
    mistake: "A configuration of the same epoch is given up because somebody doesn't have it yet",
    source: "in one epoch everybody gets the same, and not at the same time",
    edits: [
      {
        find: "epochOf(newest.version) < this.#epochOfOthers",
        put: "epochOf(newest.version) <= this.#epochOfOthers",
      },
    ],
  },
];
