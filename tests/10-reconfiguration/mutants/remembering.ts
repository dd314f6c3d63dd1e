import type { Mutant } from "#lab/testing/mutant";

const ACTIVATE = { step: "activate", file: "dynamic-membership.ts" };

/** Servers that count on the wrong configuration. */
export const remembering: Mutant[] = [
  {
    ...ACTIVATE,
    id: "in-force-when-proposed",
    mistake: "A configuration is in force, alone, from its proposal on",
    source: "Raft adopts a configuration when it is logged, and changes one server at a time",
    edits: [
      {
        find: "return proposed === undefined ? old : new Both(old, proposed.members.quorum);",
        put: "return proposed === undefined ? old : proposed.members.quorum;",
      },
    ],
  },
  {
    ...ACTIVATE,
    id: "counts-when-committed",
    mistake:
      "A configuration counts from its commit on: a leader that has only logged it is elected without the new ones",
    source: "ZooKeeper's lastSeenQuorumVerifier",
    edits: [
      {
        find: "return proposed === undefined ? old : new Both(old, proposed.members.quorum);",
        put: "return proposed === undefined || Both === undefined ? old : old;",
      },
    ],
  },
  {
    ...ACTIVATE,
    id: "forgotten-when-the-leader-is-lost",
    mistake: "What is logged and not committed is forgotten when the leader is lost",
    source: "what is on a majority's disks may have been committed",
    edits: [
      {
        find: "const newest = this.#logged === undefined ? this.#inDatabase : newer(this.#logged, this.#inDatabase);",
        put: "const newest = this.#logged;",
      },
    ],
  },
  {
    ...ACTIVATE,
    id: "database-only",
    mistake: "Only what is in the database counts: nothing does between the proposal and the commit",
    source: "validation against committed instead of pending state",
    edits: [
      {
        find: "const newest = this.#logged === undefined ? this.#inDatabase : newer(this.#logged, this.#inDatabase);",
        put: "const newest = this.#inDatabase;",
      },
    ],
  },
  {
    ...ACTIVATE,
    id: "cut-off-and-still-counted",
    mistake: "A configuration that a leader has taken back is still waited for",
    source: "TRUNC of a proposed configuration",
    edits: [
      {
        find: "    // #region write activate: It may be cut off before it comes back: ask the database then.\n    this.#logged = undefined;",
        put: "    // #region write activate: It may be cut off before it comes back: ask the database then.",
      },
    ],
  },
  {
    ...ACTIVATE,
    id: "file-written-when-proposed",
    mistake:
      "The file is written when a configuration is proposed: if that is taken back, the file says what never was",
    source: "ZOOKEEPER-2865",
    edits: [
      {
        find: "this.#logged = configurationIn(transaction) ?? this.#logged;",
        put: "this.#logged = configurationIn(transaction) ?? this.#logged;\n    if (this.#logged !== undefined) this.#file.keep(this.#logged);",
      },
    ],
  },
  {
    ...ACTIVATE,
    id: "file-never-written",
    mistake:
      "What is committed isn't remembered: after a restart the old servers are needed, and they may be gone",
    source: "ZooKeeper's zoo.cfg.dynamic",
    edits: [{ find: "    this.#file.keep(this.#committed);\n", put: "" }],
  },
  {
    ...ACTIVATE,
    id: "started-list-counts-more",
    mistake: "After a restart the list counts with which the server is started",
    source: "ZOOKEEPER-2865: static and dynamic files that differ",
    edits: [
      {
        find: "this.#committed = kept ?? { version: 0n, members };",
        put: "this.#committed = kept !== undefined && members.list.length === 0 ? kept : { version: 0n, members };",
      },
    ],
  },
  {
    ...ACTIVATE,
    id: "own-old-and-the-newest",
    mistake: "Whoever has missed several is between its own and the newest, and not between the last two",
    source: "a picture brings a configuration that was proposed in the place of another",
    edits: [
      {
        find: "return next?.previous === undefined ? this.#committed : newer(this.#committed, next.previous);",
        put: "return next === undefined ? this.#committed : this.#committed;",
      },
    ],
  },
  {
    ...ACTIVATE,
    id: "picture-is-in-force-at-once",
    mistake: "What comes in a picture counts as committed before a quorum has it",
    source: "a leader sends its history before it is established",
    edits: [
      {
        find: "    return logged !== undefined && logged.version > this.committed.version ? logged : undefined;",
        put: "    if (logged !== undefined && logged !== this.#logged && logged.version > this.#committed.version) this.#activate(logged);\n    return logged !== undefined && logged.version > this.committed.version ? logged : undefined;",
      },
    ],
  },
  {
    ...ACTIVATE,
    id: "silent-commit-missed",
    mistake: "What is committed with a leader's history, without a word of its own, stays proposed for ever",
    source: "all of an established leader's history is committed",
    edits: [{ find: "if (this.#inDatabase !== undefined) this.#activate(this.#inDatabase);", put: "" }],
  },
  {
    ...ACTIVATE,
    id: "goes-back",
    mistake: "An older configuration that is carried out once more is in force again",
    source: "replay is idempotent",
    edits: [{ find: "    if (configuration.version <= this.#committed.version) return;\n", put: "" }],
  },
  {
    ...ACTIVATE,
    id: "only-new-members",
    mistake:
      "While it changes, only the new ones are members: those who go can't be elected, and needn't be asked",
    source: "the old ones must still agree",
    edits: [
      {
        find: "return next === undefined ? members : union(members, next.members);",
        put: "return next === undefined || union === undefined ? members : next.members;",
      },
    ],
  },
  {
    ...ACTIVATE,
    id: "only-old-members",
    mistake: "Until it is in force, only the old ones are members: the votes of the new ones aren't heard",
    source: "the new ones must agree as well",
    edits: [
      {
        find: "return next === undefined ? members : union(members, next.members);",
        put: "return next === undefined || union === undefined ? members : members;",
      },
    ],
  },
  {
    ...ACTIVATE,
    id: "promoted-too-late",
    mistake: "An observer that is promoted has no vote until that is committed, and is needed for it",
    source: "ZOOKEEPER-2172",
    edits: [
      {
        find: 'if (member.role === "participant" || !byId.has(member.id)) byId.set(member.id, member);',
        put: "byId.set(member.id, member);",
      },
    ],
  },
  {
    ...ACTIVATE,
    id: "demoted-too-early",
    mistake: "A participant that only observes from now on has no vote as soon as that is proposed",
    source: "the old quorum needs it",
    edits: [
      {
        find: 'if (member.role === "participant" || !byId.has(member.id)) byId.set(member.id, member);',
        put: "if (!byId.has(member.id)) byId.set(member.id, member);",
      },
    ],
  },
  {
    ...ACTIVATE,
    id: "old-quorum-for-ever",
    mistake:
      "What was proposed behind a configuration waits for the old quorum, also when that has gone home",
    source: "ZooKeeper Dynamic Reconfiguration, Progress guarantees",
    edits: [
      {
        find: "    return this.#quorum;",
        put: "    const rule = this.#quorumNow();\n    return new Changing(() => rule);",
      },
    ],
  },
  {
    ...ACTIVATE,
    id: "damaged-file-stops",
    mistake: "A damaged file makes the server start with nobody",
    source: "the docstring of ConfigFile",
    file: "config-file.ts",
    edits: [
      {
        find: '    if (found.kind !== "record") return undefined;\n',
        put: '    if (found.kind !== "record") throw new RangeError("a damaged file");\n',
      },
    ],
  },
  {
    ...ACTIVATE,
    id: "first-of-several-kept",
    mistake: "While the file is being written, a newer configuration isn't kept",
    source: "the docstring of ConfigFile.keep",
    file: "config-file.ts",
    edits: [
      {
        find: "    this.#next = configuration;\n    if (!this.#writing) this.#write();",
        put: "    if (this.#writing) return;\n    this.#next = configuration;\n    this.#write();",
      },
    ],
  },
  {
    ...ACTIVATE,
    id: "name-before-content",
    mistake: "The new file has its name before its content is on the disk",
    source: "chapter 5: write, flush, rename, flush the folder",
    file: "config-file.ts",
    edits: [
      {
        find: '    flushFile(this.#host, DRAFT, () => {\n      disk.rename(DRAFT, FILE);\n      flushFolder(this.#host, "", () => this.#write());\n    });',
        put: '    disk.rename(DRAFT, FILE);\n    flushFolder(this.#host, "", () => this.#write());\n    if (!disk.exists(FILE)) flushFile(this.#host, FILE, () => {});',
      },
    ],
  },
];
