import type { Mutant } from "#lab/testing/mutant";

const PRIMARY = { step: "late", file: "primary.ts" };
const BACKUP = { step: "late", file: "backup.ts" };
const TAIL = `    for (const transaction of this.#log.read(zxid)) {
      // The rest is still being flushed: it will be told of it with the others.
      if (transaction.zxid > this.#durable) break;
      connection.send({ type: "propose", transaction });
    }
`;

/** Backups and primaries that come back, and what is forgotten then. */
export const late: Mutant[] = [
  {
    ...PRIMARY,
    id: "nothing-of-the-past",
    mistake: "A backup that comes late is told of what comes from now on",
    source: "a hole in what a late backup gets",
    edits: [{ find: TAIL, put: "" }],
  },
  {
    ...PRIMARY,
    id: "only-what-is-committed",
    mistake: "A late backup gets what is committed; what is outstanding was sent before it came",
    source: "ZOOKEEPER-4925: a hole in the committed log",
    edits: [
      {
        find: "if (transaction.zxid > this.#durable) break;",
        put: "if (transaction.zxid > this.#committed) break;",
      },
    ],
  },
  {
    ...PRIMARY,
    id: "what-is-not-kept-yet",
    mistake: "A late backup gets all of the log, also what the primary could still lose",
    source: "the leader's own acknowledgement counted before its fsync",
    edits: [{ find: "      if (transaction.zxid > this.#durable) break;\n", put: "" }],
  },
  {
    ...PRIMARY,
    id: "one-too-few",
    mistake: "The tail begins one too late",
    source: "off by one at the edge of what a backup has",
    edits: [{ find: "this.#log.read(zxid)", put: "this.#log.read(zxid + 1n)" }],
  },
  {
    ...PRIMARY,
    id: "the-last-one-missing",
    mistake: "The tail ends one too early",
    source: "off by one at the edge of what is durable",
    edits: [
      {
        find: "if (transaction.zxid > this.#durable) break;",
        put: "if (transaction.zxid >= this.#durable) break;",
      },
    ],
  },
  {
    ...PRIMARY,
    id: "commit-before-the-tail",
    mistake: "What counts is told before what it is: the backup has nothing to carry out yet",
    source: "ZOOKEEPER-4394: a commit inside the synchronization",
    edits: [
      { find: TAIL, put: "" },
      {
        find: `    connection.send({ type: "commit", zxid: this.#committed });`,
        put: `    connection.send({ type: "commit", zxid: this.#committed });\n${TAIL.trimEnd()}`,
      },
    ],
  },
  {
    ...PRIMARY,
    id: "what-counts-untold",
    mistake: "A late backup isn't told what counts: it learns it with the next write",
    source: "a server that is up to date and doesn't know it",
    edits: [{ find: `    connection.send({ type: "commit", zxid: this.#committed });\n`, put: "" }],
  },
  {
    ...PRIMARY,
    id: "everything-counts",
    mistake: "A late backup is told that everything it gets is committed",
    source: "COMMIT of the synchronization carries the wrong zxid",
    edits: [
      {
        find: `    connection.send({ type: "commit", zxid: this.#committed });`,
        put: `    connection.send({ type: "commit", zxid: this.#durable });`,
      },
    ],
  },
  {
    ...PRIMARY,
    id: "coming-is-no-ack",
    mistake: "What a backup has when it comes isn't counted: nobody acknowledges it a second time",
    source: "FollowMessage: up to this zxid it is on my disk",
    edits: [
      {
        find: "    this.#backups.set(server, connection);\n    this.#acknowledged(server, zxid);",
        put: "    this.#backups.set(server, connection);",
      },
    ],
  },
  {
    ...PRIMARY,
    id: "tail-but-no-stream",
    mistake: "A late backup gets the tail, and is told of nothing afterwards",
    source: "PROPOSE only to those that were there at the beginning",
    edits: [
      {
        find: "    this.#backups.set(server, connection);",
        put: "    if (zxid === 0n && this.#durable === 0n) this.#backups.set(server, connection);",
      },
    ],
  },
  {
    ...PRIMARY,
    id: "log-is-committed",
    mistake: "A primary that starts again takes all of its log for committed",
    source: "committed is what a quorum has",
    edits: [
      {
        find: "      (transaction) => this.#expect(transaction),",
        put: `      (transaction) => {
        this.database.apply(transaction);
        this.#committed = transaction.zxid;
      },`,
      },
    ],
  },
  {
    ...PRIMARY,
    id: "log-forgotten",
    mistake: "A primary that starts again proposes nothing of its log: what waited for a quorum never counts",
    source: "a write that was acknowledged in an earlier life is never carried out",
    edits: [{ find: "      (transaction) => this.#expect(transaction),", put: "      () => {}," }],
  },
  {
    ...PRIMARY,
    id: "own-log-not-counted",
    mistake: "A primary that starts again doesn't count what its own disk has",
    source: "a quorum of two of three that never comes together",
    edits: [
      {
        find: "        this.#kept(this.#log.lastZxid, []);\n",
        put: "        this.#durable = this.#log.lastZxid;\n",
      },
    ],
  },
  {
    ...PRIMARY,
    id: "pending-forgotten",
    mistake: "A primary that starts again decides as if its log were empty",
    source: "ZooKeeper source, PrepRequestProcessor: outstanding changes",
    edits: [
      {
        find: "      (transaction) => this.#expect(transaction),",
        put: "      (transaction) => this.#proposals.add(transaction, this.#membership.quorum),",
      },
    ],
  },
  {
    ...PRIMARY,
    id: "goes-on-with-less",
    mistake: "A backup has more than the primary: it goes on, and gives the same zxids again",
    source: "ZOOKEEPER-2325: a server that has lost its past and tells the others to be like it",
    edits: [
      {
        find: `    if (zxid > this.#durable) {
      this.#host.halt(`,
        put: `    if (zxid < 0n) {
      this.#host.halt(`,
      },
    ],
  },
  {
    ...BACKUP,
    id: "never-dials-again",
    mistake: "A backup that has lost its connection waits for the primary to call",
    source: "ZooKeeper source, Learner.connectToLeader: it is the followers that dial",
    edits: [
      {
        find: "    this.#host.clock.after(REDIAL_AFTER, () => this.#dial());",
        put: "    // The primary knows where to find this server.",
      },
    ],
  },
  {
    ...BACKUP,
    id: "dials-again-once",
    mistake: "A backup dials again once, and then gives up",
    source: "a retry without a loop",
    edits: [
      {
        find: "    this.#host.clock.after(REDIAL_AFTER, () => this.#dial());",
        put: `    if (this.#tried) return;
    this.#tried = true;
    this.#host.clock.after(REDIAL_AFTER, () => this.#dial());`,
      },
      {
        find: "  /** Something was proposed. */",
        put: "  #tried = false;\n  /** Something was proposed. */",
      },
    ],
  },
  {
    ...BACKUP,
    id: "speaks-of-what-it-may-lose",
    mistake: "A backup that comes again speaks of all that it has written, flushed or not",
    source: "acknowledged before it is persisted (ZOOKEEPER-4646)",
    edits: [
      {
        find: `    this.#log.sync(() => connection.send({ type: "follow", zxid }));`,
        put: `    connection.send({ type: "follow", zxid });`,
      },
    ],
  },
  {
    ...BACKUP,
    id: "begins-from-nothing",
    mistake: "A backup that comes again says that it has nothing, and doesn't look at what it gets again",
    source: "a stream that is read twice",
    edits: [
      {
        find: "    const zxid = this.#log.lastZxid;\n    this.#log.sync",
        put: "    const zxid = 0n;\n    this.#log.sync",
      },
      { find: "    if (zxid <= this.#log.lastZxid) {", put: "    if (zxid < 0n) {" },
    ],
  },
  {
    ...BACKUP,
    id: "log-carried-out",
    mistake: "A backup that starts again carries out all of its log",
    source: "committed is what a quorum has",
    edits: [
      {
        find: "      (transaction) => this.#uncommitted.push(transaction),",
        put: "      (transaction) => this.database.apply(transaction),",
      },
    ],
  },
  {
    ...BACKUP,
    id: "backups-log-forgotten",
    mistake: "A backup that starts again has a log and an empty list: what it had is never carried out",
    source: "ZOOKEEPER-1551 family: transactions that are in the log and not in the database",
    edits: [{ find: "      (transaction) => this.#uncommitted.push(transaction),", put: "      () => {}," }],
  },
];
