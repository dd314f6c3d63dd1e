import type { Mutant } from "#lab/testing/mutant";

const PRIMARY = { step: "primary", file: "primary.ts" };
const BACKUP = { step: "primary", file: "backup.ts" };

/** A primary and backups that say too early what isn't so yet. */
export const replication: Mutant[] = [
  {
    ...PRIMARY,
    id: "own-ack-before-its-flush",
    mistake: "The primary counts itself as soon as it has decided",
    source: "the leader's own acknowledgement counted before its fsync",
    edits: [
      {
        find: "    this.#log.append(transaction, () => this.#kept(transaction.zxid, [transaction]));",
        put: `    this.#log.append(transaction, () => this.#kept(transaction.zxid, [transaction]));
    this.#acknowledged(this.#self, transaction.zxid);`,
      },
    ],
  },
  {
    ...PRIMARY,
    id: "told-before-kept",
    mistake: "The backups are told at once, while the primary's own disk is still at work",
    source: "ZooKeeper's leader does so, and can: it doesn't lead by its own word when it comes back",
    edits: [
      {
        find: "    this.#log.append(transaction, () => this.#kept(transaction.zxid, [transaction]));",
        put: `    this.#log.append(transaction, () => this.#kept(transaction.zxid, []));
    this.#tell({ type: "propose", transaction });`,
      },
    ],
  },
  {
    ...PRIMARY,
    id: "answered-when-decided",
    mistake: "A write is answered when it is decided",
    source: "a write is done when it is committed",
    edits: [
      {
        find: "    this.#waiting.set(transaction.zxid, done);",
        put: "    done(transaction.zxid);",
      },
    ],
  },
  {
    ...PRIMARY,
    id: "answered-when-kept",
    mistake: "A write is answered when the primary's own disk has it: a backup isn't waited for",
    source: "asynchronous replication: what was acknowledged may be lost with one disk",
    edits: [
      {
        find: "    this.#log.append(transaction, () => this.#kept(transaction.zxid, [transaction]));",
        put: `    this.#log.append(transaction, () => {
      this.#waiting.delete(transaction.zxid);
      done(transaction.zxid);
      this.#kept(transaction.zxid, [transaction]);
    });`,
      },
    ],
  },
  {
    ...PRIMARY,
    id: "waits-for-all",
    mistake: "A write is committed when every connected backup has it: one slow server stops all",
    source: "commit needs a quorum, and no more",
    edits: [
      {
        find: "    const committed = this.#proposals.ack(server, zxid);",
        put: `    this.#slowest.set(server, zxid);
    const all = [this.#self, ...this.#backups.keys()];
    const least = all.map((id) => this.#slowest.get(id) ?? 0n).reduce((a, b) => (a < b ? a : b));
    const committed = all.flatMap((id) => this.#proposals.ack(id, least));`,
      },
      {
        find: "  // #region own primary: Room for helpers of your own.",
        put: "  readonly #slowest = new Map<ServerId, Zxid>();\n  // #region own primary: Room for helpers of your own.",
      },
    ],
  },
  {
    ...PRIMARY,
    id: "carried-out-when-decided",
    mistake: "The primary carries a write out when it is decided, and answers when it is committed",
    source: "ZOOKEEPER-4882 family: the memory is ahead of what is kept",
    edits: [
      {
        find: "    this.#waiting.set(transaction.zxid, done);",
        put: "    this.#waiting.set(transaction.zxid, done);\n    this.database.apply(transaction);",
      },
      {
        find: "      this.database.apply(transaction);\n      this.#pending.arrived();",
        put: "      this.#pending.arrived();",
      },
    ],
  },
  {
    ...PRIMARY,
    id: "backups-hear-no-commit",
    mistake: "The backups aren't told what is committed",
    source: "ZooKeeper Internals, Active Messaging: COMMIT",
    edits: [{ find: `    this.#tell({ type: "commit", zxid: last.zxid });\n`, put: "" }],
  },
  {
    ...PRIMARY,
    id: "commit-with-the-acks-zxid",
    mistake: "The commit carries the zxid of the acknowledgement, which may be ahead of what is committed",
    source: "COMMIT carries the acknowledgement's zxid",
    edits: [
      {
        find: `this.#tell({ type: "commit", zxid: last.zxid })`,
        put: `this.#tell({ type: "commit", zxid })`,
      },
    ],
  },
  {
    ...PRIMARY,
    id: "decided-as-committed",
    mistake: "Requests are decided by what is committed: two that follow each other don't know of each other",
    source: "ZooKeeper source, PrepRequestProcessor: outstanding changes",
    edits: [{ find: "prepare(this.#pending, request)", put: "prepare(this.database.tree, request)" }],
  },
  {
    ...PRIMARY,
    id: "zxid-of-the-database",
    mistake: "The next zxid is counted from the last one that is committed",
    source: "two proposals with one zxid",
    edits: [{ find: "zxid: this.#log.lastZxid + 1n,", put: "zxid: this.database.lastZxid + 1n," }],
  },
  {
    ...PRIMARY,
    id: "unbounded",
    mistake: "However much is outstanding, more is taken",
    source: "ZooKeeper Administrator's Guide: globalOutstandingLimit",
    edits: [{ find: "outstanding.length >= this.#maxOutstanding", put: "outstanding.length < 0" }],
  },
  {
    ...PRIMARY,
    id: "limit-for-ever",
    mistake: "What is committed still counts as outstanding",
    source: "a counter that only goes up",
    edits: [
      {
        find: "this.#proposals.outstanding.length >= this.#maxOutstanding",
        put: "this.#log.lastZxid >= this.#maxOutstanding",
      },
    ],
  },
  {
    ...PRIMARY,
    id: "strangers-welcome",
    mistake: "Somebody who is no member is counted as the backup that is missing",
    source: "acknowledgements of non-voters counted",
    edits: [
      {
        find: "    if (member === undefined) connection.close();\n    else if (received",
        put: `    if (member === undefined) {
      if (received.type === "ack") this.#acknowledged(2, received.zxid);
    } else if (received`,
      },
    ],
  },
  {
    ...PRIMARY,
    id: "connections-counted",
    mistake: "It is connections that acknowledge: a backup that has two counts twice",
    source: "the same server's acknowledgement counted twice",
    edits: [
      {
        find: "else this.#acknowledged(member.id, received.zxid);",
        put: `else {
      this.#seen.add(connection);
      this.#acknowledged([...this.#seen].indexOf(connection) + 2, received.zxid);
    }`,
      },
      {
        find: "  // #region own primary: Room for helpers of your own.",
        put: "  readonly #seen = new Set<Connection<ReplicationMessage>>();\n  // #region own primary: Room for helpers of your own.",
      },
    ],
  },
  {
    ...PRIMARY,
    id: "backup-forgotten",
    mistake: "When an old connection of a backup breaks, its new one is forgotten as well",
    source: "ZooKeeper source, Leader.removeLearnerHandler: it removes the handler, and not the server",
    edits: [
      {
        find: "    for (const [id, each] of this.#backups) if (each === connection) this.#backups.delete(id);",
        put: "    this.#backups.delete(this.#membership.members.named(connection.peer)?.id ?? 0);",
      },
    ],
  },
  {
    ...PRIMARY,
    id: "observers-left-out",
    mistake: "Only voters are told: an observer never hears of anything",
    source: "ZooKeeper Observers: they hear what was agreed upon",
    edits: [
      {
        find: "    this.#backups.set(server, connection);",
        put: "    if (this.#membership.members.isParticipant(server)) this.#backups.set(server, connection);",
      },
    ],
  },
  {
    ...BACKUP,
    id: "ack-before-flush",
    mistake: "A backup acknowledges when it has written, and flushes afterwards",
    source: "ZOOKEEPER-3911: acknowledged before it is persisted",
    edits: [
      {
        find: "    this.#log.append(transaction, acknowledge);",
        put: "    this.#log.append(transaction);\n    acknowledge();",
      },
    ],
  },
  {
    ...BACKUP,
    id: "ack-of-the-latest",
    mistake: "When a flush ends, everything that was appended by then is acknowledged",
    source: "the beginning of a flush is what counts",
    edits: [
      {
        find: `const acknowledge = (): void => connection.send({ type: "ack", zxid });`,
        put: `const acknowledge = (): void => connection.send({ type: "ack", zxid: this.#log.lastZxid });`,
      },
    ],
  },
  {
    ...BACKUP,
    id: "carried-out-when-proposed",
    mistake: "A backup carries out what is proposed, before it counts",
    source: "ZooKeeper Internals, Active Messaging: a follower applies at the COMMIT",
    edits: [
      {
        find: "    this.#uncommitted.push(transaction);\n    this.#log.append",
        put: "    this.database.apply(transaction);\n    this.#log.append",
      },
    ],
  },
  {
    ...BACKUP,
    id: "only-what-is-named",
    mistake: "A commit carries out the one transaction that it names, and skips those before it",
    source: "out-of-order commit",
    edits: [
      {
        find: `    while (this.#uncommitted[0] !== undefined && this.#uncommitted[0].zxid <= zxid) {
      this.database.apply(this.#uncommitted.shift()!);
    }`,
        put: `    const at = this.#uncommitted.findIndex((each) => each.zxid === zxid);
    if (at !== -1) this.database.apply(this.#uncommitted.splice(at, 1)[0]!);`,
      },
    ],
  },
  {
    ...BACKUP,
    id: "commits-all-it-has",
    mistake: "A commit carries out everything that the backup has, whatever it names",
    source: "CommitMessage: everything up to this zxid",
    edits: [{ find: " && this.#uncommitted[0].zxid <= zxid", put: "" }],
  },
  {
    ...BACKUP,
    id: "one-commit-one-transaction",
    mistake: "A commit carries out the oldest transaction, however many it covers",
    source: "CommitMessage: everything up to this zxid",
    edits: [{ find: "    while (this.#uncommitted[0]", put: "    if (this.#uncommitted[0]" }],
  },
  {
    ...BACKUP,
    id: "what-it-has-unanswered",
    mistake: "What comes again isn't acknowledged: the primary waits for ever if the first answer was lost",
    source: "ProposeMessage: pass over it, and acknowledge what you have",
    edits: [{ find: "      this.#log.sync(acknowledge);\n", put: "" }],
  },
  {
    ...BACKUP,
    id: "what-it-has-twice",
    mistake: "What comes again is put into the list a second time",
    source: "Integrity: each transaction is delivered once",
    edits: [
      {
        find: `    if (zxid <= this.#log.lastZxid) {
      this.#log.sync(acknowledge);
      return;
    }
    this.#uncommitted.push(transaction);`,
        put: `    this.#uncommitted.push(transaction);
    if (zxid <= this.#log.lastZxid) {
      this.#log.sync(acknowledge);
      return;
    }`,
      },
    ],
  },
];
