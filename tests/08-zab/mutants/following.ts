import type { Mutant } from "#lab/testing/mutant";

const PAPER = "F. Junqueira, B. Reed, M. Serafini, Zab (DSN 2011)";

/** Mistakes of a follower. */
export const following: Mutant[] = [
  {
    id: "promises-before-it-is-kept",
    mistake: "A follower answers to an epoch before its promise is on the disk",
    source: "ZOOKEEPER-2307",
    step: "follower",
    file: "follower.ts",
    edits: [
      {
        find: `if (isNew) this.#work((done) => acceptedEpoch.set(epoch, done), answer);`,
        put: `if (isNew) {\n      answer();\n      this.#work((done) => acceptedEpoch.set(epoch, done), () => {});\n    }`,
      },
    ],
  },
  {
    id: "promises-twice",
    mistake: "An epoch that was accepted from one leader is promised to another one as well",
    source: "ZooKeeper source, Learner.registerWithLeader: epoch -1",
    step: "follower",
    file: "follower.ts",
    edits: [{ find: `        promised: isNew,`, put: `        promised: true,` }],
  },
  {
    id: "follows-the-past",
    mistake: "A leader whose epoch is over is followed",
    source: PAPER,
    step: "follower",
    file: "follower.ts",
    edits: [{ find: `if (epoch < acceptedEpoch.epoch) {`, put: `if (epoch < 0) {` }],
  },
  {
    id: "accepted-for-current",
    mistake: "A follower tells the epoch that it has promised as the one that it has taken part in",
    source: "ZooKeeper source, acceptedEpoch and currentEpoch",
    step: "follower",
    file: "follower.ts",
    edits: [
      {
        find: `        currentEpoch: currentEpoch.epoch,`,
        put: `        currentEpoch: acceptedEpoch.epoch,`,
      },
    ],
  },
  {
    id: "committed-for-logged",
    mistake: "A follower tells the last transaction of its database, which may be less than its log has",
    source: "ZooKeeper source, getLastLoggedZxid",
    step: "follower",
    file: "follower.ts",
    edits: [
      {
        find: `acceptedEpoch: storage.acceptedEpoch.epoch,`,
        put: `acceptedEpoch: storage.currentEpoch.epoch,`,
      },
    ],
  },
  {
    id: "ack-before-persist",
    mistake: "NEWLEADER is acknowledged before the history is on the disk",
    source: "ZOOKEEPER-3911, ZOOKEEPER-4646",
    step: "follower",
    file: "incoming-history.ts",
    edits: [{ find: `    storage.log.sync(() => done(uncommitted));`, put: `    done(uncommitted);` }],
  },
  {
    id: "epoch-before-log",
    mistake: "The new epoch is on the disk before the history that belongs to it",
    source: "ZOOKEEPER-4643, ZOOKEEPER-4785",
    step: "follower",
    file: "follower.ts",
    edits: [
      {
        find: `      (done) =>\n        incoming.store(`,
        put: `      (done) => storage.currentEpoch.set(epoch, () =>\n        incoming.store(`,
      },
      {
        find: `            if (stored) storage.currentEpoch.set(epoch, done);\n            else done();\n          },\n        ),`,
        put: `            done();\n          },\n        )),`,
      },
    ],
  },
  {
    id: "says-so-without-the-epoch",
    mistake: "NEWLEADER is acknowledged while the epoch is still on its way to the disk",
    source: "ZOOKEEPER-2307",
    step: "follower",
    file: "follower.ts",
    edits: [
      {
        find: `            if (stored) storage.currentEpoch.set(epoch, done);\n            else done();`,
        put: `            if (stored) storage.currentEpoch.set(epoch, () => {});\n            done();`,
      },
    ],
  },
  {
    id: "keeps-its-tail",
    mistake: "What only this server has isn't cut off",
    source: "ZOOKEEPER-1154",
    step: "follower",
    file: "incoming-history.ts",
    edits: [
      { find: `} else if (this.#truncateTo !== undefined) {`, put: `} else if (this.#truncateTo === -1n) {` },
    ],
  },
  {
    id: "picture-of-moving-water",
    mistake: "A picture is taken as it is, without what happened while it was taken",
    source: "ZooKeeper Administrator's Guide, Data File Management: fuzzy snapshots",
    step: "follower",
    file: "incoming-history.ts",
    edits: [
      {
        find: `        if (each.zxid <= end) database.apply(each);`,
        put: `        if (each.zxid <= end) continue;`,
      },
    ],
  },
  {
    id: "torn-picture",
    mistake: "A picture that isn't whole stands for what there was of it",
    source: "ZOOKEEPER-2872",
    step: "follower",
    file: "incoming-history.ts",
    edits: [
      {
        find: `      if (developed === undefined) {\n        done(undefined);\n        return;\n      }`,
        put: `      if (developed === undefined) {\n        this.#append([], storage, logged, done);\n        return;\n      }`,
      },
    ],
  },
  {
    id: "all-is-committed",
    mistake: "What was proposed and not committed is carried out with the rest of the history",
    source: "ZOOKEEPER-1551",
    step: "follower",
    file: "incoming-history.ts",
    edits: [
      { find: `      if (each.zxid <= this.#committed) storage`, put: `      if (each.zxid > 0n) storage` },
    ],
  },
  {
    id: "nothing-is-committed",
    mistake: "The commits that come with a history are lost",
    source: "ZOOKEEPER-4394",
    step: "follower",
    file: "incoming-history.ts",
    edits: [{ find: `    this.#committed = zxid;`, put: `    void zxid;` }],
  },
  {
    id: "serves-at-newleader",
    mistake: "A follower serves as soon as it has the history, before a quorum has",
    source: "ZooKeeper Internals, Leader Activation: UPTODATE",
    step: "follower",
    file: "follower.ts",
    edits: [
      {
        find: `        this.#incoming = undefined;\n        this.#tell({ type: "ackNewLeader" });`,
        put: `        this.#incoming = undefined;\n        service.follows(this);\n        this.#tell({ type: "ackNewLeader" });`,
      },
    ],
  },
  {
    id: "log-ahead-of-the-database",
    mistake: "A server looks for a leader with a database that doesn't have all that is in its log",
    source: "ZOOKEEPER-2845, ZOOKEEPER-3642, ZOOKEEPER-5094",
    step: "follower",
    file: "follower.ts",
    edits: [
      {
        find: `      for (const each of this.#uncommitted) this.#context.storage.database.apply(each);\n`,
        put: ``,
      },
    ],
  },
  {
    id: "stops-in-the-middle",
    mistake: "A server looks for a leader while its disk is still at work on the last one's history",
    source: "ZOOKEEPER-4712",
    step: "follower",
    file: "follower.ts",
    edits: [
      { find: `    if (this.#busy) this.#whenIdle = settle;\n    else settle();`, put: `    settle();` },
    ],
  },
  {
    id: "hears-after-the-end",
    mistake: "A follower that has been stopped goes on doing what its leader says",
    source: "ZOOKEEPER-4712",
    step: "follower",
    file: "follower.ts",
    edits: [
      {
        find: `    if (this.#stopped || connection !== this.#connection) return;\n    this.#heard`,
        put: `    if (connection !== this.#connection) return;\n    this.#heard`,
      },
      { find: `    this.#connection?.close();\n    // #region`, put: `    // #region` },
    ],
  },
  {
    id: "ignores-order-while-busy",
    mistake: "What comes while the disk is at work is done at once",
    source: "ZOOKEEPER-4394",
    step: "broadcast",
    file: "follower.ts",
    edits: [
      { find: `    if (this.#busy) {\n      this.#held.push(message);\n      return;\n    }\n`, put: `` },
    ],
  },
  {
    id: "forgets-what-came-meanwhile",
    mistake: "What comes while the disk is at work is thrown away",
    source: "ZOOKEEPER-1551",
    step: "broadcast",
    file: "follower.ts",
    edits: [{ find: `      this.#held.push(message);\n`, put: `` }],
  },
  {
    id: "ack-before-its-disk",
    mistake: "A follower acknowledges a proposal when it gets it",
    source: "ZOOKEEPER-3911",
    step: "broadcast",
    file: "follower.ts",
    edits: [
      {
        find: `    storage.append(transaction, () => {\n      if (!this.#stopped) this.#tell({ type: "ack", zxid: transaction.zxid });\n    });`,
        put: `    storage.append(transaction, () => {});\n    this.#tell({ type: "ack", zxid: transaction.zxid });`,
      },
    ],
  },
  {
    id: "delivers-proposals",
    mistake: "A follower delivers what is proposed before it is committed",
    source: PAPER,
    step: "broadcast",
    file: "follower.ts",
    edits: [
      {
        find: `    this.#uncommitted.push(transaction);\n`,
        put: `    this.#context.service.deliver(transaction);\n`,
      },
    ],
  },
  {
    id: "commits-one-at-a-time",
    mistake: "A commit is taken for one transaction, and those before it are left out",
    source: PAPER,
    step: "broadcast",
    file: "follower.ts",
    edits: [
      {
        find: `    for (\n      let next = this.#uncommitted[0];\n      next !== undefined && next.zxid <= zxid;\n      next = this.#uncommitted[0]\n    ) {`,
        put: `    for (const next of this.#uncommitted.filter((each) => each.zxid === zxid)) {`,
      },
    ],
  },
  {
    id: "delivers-to-nobody",
    mistake: "What is committed before UPTODATE is delivered to a program that isn't there yet",
    source: "ZooKeeper Internals, Leader Activation",
    step: "broadcast",
    file: "follower.ts",
    edits: [
      {
        find: `      if (this.#upToDate) this.#context.service.deliver(next);\n      else this`,
        put: `      if (this.#heard >= 0) this.#context.service.deliver(next);\n      else this`,
      },
    ],
  },
  {
    id: "any-order-will-do",
    mistake: "A proposal that comes out of order is logged as if nothing were wrong",
    source: "ZooKeeper source, Follower.processPacket: got zxid … expected …",
    step: "broadcast",
    file: "follower.ts",
    edits: [
      {
        find: `    if (transaction.zxid <= storage.log.lastZxid) {\n      this.#giveUp("a proposal out of order");\n      return;\n    }`,
        put: `    if (transaction.zxid <= storage.log.lastZxid) return;`,
      },
    ],
  },
  {
    id: "cuts-what-it-needs",
    mistake: "A history is cut back behind the picture that it began with, and nothing is left",
    source: "ZooKeeper source, FileTxnSnapLog.truncateLog: can't go back before the first log",
    step: "follower",
    file: "incoming-history.ts",
    edits: [{ find: `if (!storage.canGoBackTo(this.#truncateTo)) {`, put: `if (this.#truncateTo < 0n) {` }],
  },
  {
    id: "never-asks-for-a-picture",
    mistake: "A follower that can't take over what it was sent doesn't say so, and is sent the same again",
    source: "a follower that began with a picture",
    step: "follower",
    file: "follower.ts",
    edits: [{ find: `        this.#context.needsPicture = !stored;\n`, put: `` }],
  },
];
