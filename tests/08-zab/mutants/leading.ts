import type { Mutant } from "#lab/testing/mutant";

const PAPER = "F. Junqueira, B. Reed, M. Serafini, Zab (DSN 2011)";

/** Mistakes of a leader, and of a server between leading and following. */
export const leading: Mutant[] = [
  {
    id: "forgetful-servers-count",
    mistake: "A server whose disk was wiped is counted when an epoch is begun",
    source: "ZOOKEEPER-261",
    step: "leader",
    file: "leader.ts",
    edits: [{ find: `    if (learner.remembers) this.#accepted(`, put: `    this.#accepted(` }],
  },
  {
    id: "forgetful-servers-promise",
    mistake: "The promise of a server whose disk was wiped counts",
    source: "ZOOKEEPER-261",
    step: "leader",
    file: "leader.ts",
    edits: [
      {
        find: `if (!promised || !learner.remembers || !counts) return;`,
        put: `if (!promised || !counts) return;`,
      },
    ],
  },
  {
    id: "lower-epoch-after-a-higher",
    mistake: "A leader that gives up for a later epoch is told of another one, and writes that over it",
    source: PAPER,
    step: "leader",
    file: "leader.ts",
    edits: [{ find: `      if (acceptedEpoch <= this.#outbid) return;\n`, put: `` }],
  },
  {
    id: "leads-those-who-know-more",
    mistake: "A leader doesn't ask whether a follower has come further",
    source: PAPER,
    step: "leader",
    file: "leader.ts",
    edits: [
      {
        find: `    if (isAhead(learner.standing, this.#standing)) {`,
        put: `    if (isAhead(learner.standing, this.#standing) && currentEpoch < 0) {`,
      },
    ],
  },
  {
    id: "observers-depose",
    mistake: "A leader gives up because an observer has something that was never committed",
    source: "ZooKeeper source, Leader.waitForEpochAck",
    step: "leader",
    file: "leader.ts",
    edits: [
      {
        find: `if (!promised || !learner.remembers || !counts) return;`,
        put: `void counts;\n    if (!promised || !learner.remembers) return;`,
      },
    ],
  },
  {
    id: "old-promises-count",
    mistake: "An epoch that a follower had accepted before counts as a promise to this leader",
    source: "ZooKeeper source, Leader.waitForEpochAck: epoch -1",
    step: "leader",
    file: "leader.ts",
    edits: [
      {
        find: `if (!promised || !learner.remembers || !counts) return;`,
        put: `void promised;\n    if (!learner.remembers || !counts) return;`,
      },
    ],
  },
  {
    id: "newleader-too-early",
    mistake: "A follower is sent the history before a quorum has promised",
    source: "ZOOKEEPER-3104",
    step: "leader",
    file: "leader.ts",
    edits: [
      {
        find: `    if (this.#discovery.done) {\n      this.#sync(learner);\n      return;\n    }`,
        put: `    this.#sync(learner);\n    if (this.#discovery.done) return;`,
      },
    ],
  },
  {
    id: "never-follows-again",
    mistake:
      "A server that has promised itself to a later epoch is told the earlier one, and goes away, for ever",
    source: "ZooKeeper source, Learner: leader's epoch is less than accepted epoch",
    step: "leader",
    file: "leader.ts",
    edits: [
      {
        find: `if (this.#announced && acceptedEpoch > this.epoch) {`,
        put: `if (this.#announced && acceptedEpoch > this.epoch + 2 ** 40) {`,
      },
    ],
  },
  {
    id: "newleader-before-the-history",
    mistake: "NEWLEADER is sent before the transactions that belong to it",
    source: "ZOOKEEPER-3104",
    step: "leader",
    file: "leader.ts",
    edits: [
      {
        find: `    learner.stage = "syncing";\n`,
        put: `    learner.stage = "syncing";\n    learner.send({ type: "newLeader", epoch: this.epoch });\n`,
      },
    ],
  },
  {
    id: "history-without-commits",
    mistake: "What was in the leader's log is sent as proposals, and nobody is told that it is committed",
    source: "ZOOKEEPER-1551",
    step: "leader",
    file: "leader.ts",
    edits: [{ find: `        learner.send({ type: "commit", zxid: transaction.zxid });\n`, put: `` }],
  },
  {
    id: "sends-the-diff-uncut",
    mistake: "A follower that has too much isn't told to cut it off",
    source: "ZOOKEEPER-1154",
    step: "leader",
    file: "leader.ts",
    edits: [
      {
        find: `      if (plan.kind === "truncate") learner.send({ type: "truncate", zxid: plan.to });\n`,
        put: ``,
      },
    ],
  },
  {
    id: "leads-by-its-own-word",
    mistake: "A leader is established when its own disk is ready",
    source: PAPER,
    step: "leader",
    file: "leader.ts",
    edits: [
      {
        find: `    if (!this.#context.membership.quorum.isReachedBy(this.#haveHistory)) return;`,
        put: `    if (!this.#haveHistory.has(this.#context.self)) return;`,
      },
    ],
  },
  {
    id: "up-to-date-for-all",
    mistake: "All followers are told that they may serve, also those that don't have the history yet",
    source: "ZooKeeper Internals, Leader Activation",
    step: "leader",
    file: "leader.ts",
    edits: [
      {
        find: `      if (learner.stage === "synced") learner.send({ type: "upToDate" });`,
        put: `      learner.send({ type: "upToDate" });`,
      },
    ],
  },
  {
    id: "late-ones-wait-for-ever",
    mistake: "A follower that has the history when the leader is established already is never told",
    source: "ZooKeeper Internals, Leader Activation",
    step: "leader",
    file: "leader.ts",
    edits: [{ find: `        if (this.#established) learner.send({ type: "upToDate" });\n`, put: `` }],
  },
  // broadcast
  {
    id: "proposes-only-to-the-synced",
    mistake: "A follower that is being brought into line isn't told what is proposed meanwhile",
    source: "ZooKeeper source, Leader.startForwarding",
    step: "broadcast",
    file: "learner.ts",
    edits: [
      {
        find: `return this.stage === "syncing" || this.stage === "synced";`,
        put: `return this.stage === "synced";`,
      },
    ],
  },
  {
    id: "forgets-what-is-under-way",
    mistake: "A follower that comes isn't told what was proposed before and isn't committed yet",
    source: "ZooKeeper source, Leader.startForwarding",
    step: "broadcast",
    file: "leader.ts",
    edits: [
      {
        find: `    for (const transaction of this.#proposals.outstanding) learner.send({ type: "propose", transaction });\n`,
        put: ``,
      },
    ],
  },
  {
    id: "overtakes-the-picture",
    mistake: "What is proposed while a picture is under way is sent between its pieces",
    source: "ZooKeeper source, LearnerHandler: queuedPackets are sent after the snapshot",
    step: "broadcast",
    file: "leader.ts",
    edits: [{ find: `      learner.hold();\n`, put: `` }],
  },
  {
    id: "commit-carries-the-acks-zxid",
    mistake: "A commit is sent with the zxid of the acknowledgement that brought it about",
    source: "ZooKeeper source, Leader.tryToCommit",
    step: "broadcast",
    file: "leader.ts",
    edits: [
      {
        find: `      this.#learners.tell({ type: "commit", zxid: transaction.zxid });`,
        put: `      this.#learners.tell({ type: "commit", zxid });`,
      },
    ],
  },
  {
    id: "own-ack-before-its-fsync",
    mistake: "A leader counts its own acknowledgement when it proposes, and not when its disk has it",
    source: "ZooKeeper source, SyncRequestProcessor before AckRequestProcessor",
    step: "broadcast",
    file: "leader.ts",
    edits: [
      {
        find: `    storage.append(transaction, () => this.#hasLogged(self, zxid));`,
        put: `    storage.append(transaction, () => {});\n    this.#hasLogged(self, zxid);`,
      },
    ],
  },
  {
    id: "tells-before-it-delivers",
    mistake: "A leader delivers to its own program first: what that says overtakes the commit",
    source: "ZooKeeper source, Leader.tryToCommit",
    step: "broadcast",
    file: "leader.ts",
    edits: [
      {
        find: `      this.#learners.tell({ type: "commit", zxid: transaction.zxid });\n      this.#context.service.deliver(transaction);`,
        put: `      this.#context.service.deliver(transaction);\n      this.#context.host.clock.after(3, () => this.#learners.tell({ type: "commit", zxid: transaction.zxid }));`,
      },
    ],
  },
  {
    id: "rolls-over",
    mistake:
      "Behind the last zxid of its epoch a leader goes on with the first of the next, which is another's",
    source: "ZOOKEEPER-1277",
    step: "broadcast",
    file: "leader.ts",
    edits: [
      { find: `    if (epochOf(zxid) !== this.epoch) {`, put: `    if (epochOf(zxid) < this.epoch) {` },
    ],
  },
  {
    id: "any-zxid-is-next",
    mistake: "A leader proposes whatever zxid it is given: a gap is a transaction that nobody will ever have",
    source: PAPER,
    step: "broadcast",
    file: "leader.ts",
    edits: [{ find: `    if (zxid !== this.lastZxid + 1n) throw`, put: `    if (zxid < 0n) throw` }],
  },
  {
    id: "drops-its-own-tail",
    mistake:
      "What a leader has proposed and not committed is in its log and not in its database when it looks again",
    source: "ZOOKEEPER-2845",
    step: "broadcast",
    file: "leader.ts",
    edits: [
      {
        find: `    for (const each of this.#proposals.outstanding) this.#context.storage.database.apply(each);\n`,
        put: ``,
      },
    ],
  },
  // recovery
  {
    id: "votes-with-the-committed",
    mistake: "A server votes with the last transaction of an old database, and not with that of its log",
    source: "ZOOKEEPER-3642",
    step: "recovery",
    file: "peer.ts",
    edits: [{ find: `zxid: storage.log.lastZxid };`, put: `zxid: storage.log.lastZxid & ~0x1fn };` }],
  },
  {
    id: "serves-while-it-looks",
    mistake: "The program isn't told that this server has lost its leader",
    source: "ZooKeeper source, QuorumPeer: shutdown",
    step: "recovery",
    file: "peer.ts",
    edits: [{ find: `    this.#options.service.looks();\n`, put: `` }],
  },
  {
    id: "epoch-of-the-promise",
    mistake: "A server votes with the epoch that it has promised, though it never took part in it",
    source: "ZooKeeper source, QuorumPeer.getCurrentEpoch",
    step: "recovery",
    file: "peer.ts",
    edits: [
      { find: `epoch: storage.currentEpoch.epoch, zxid`, put: `epoch: storage.acceptedEpoch.epoch, zxid` },
    ],
  },
  {
    id: "wiped-servers-vote",
    mistake: "A server whose disk was wiped votes",
    source: "ZOOKEEPER-261",
    step: "recovery",
    file: "peer.ts",
    edits: [{ find: `this.#remembers() ? standing : undefined`, put: `standing` }],
  },
  {
    id: "announces-before-it-is-kept",
    mistake: "A leader announces its epoch before its own promise is on its disk",
    source: "ZOOKEEPER-2307",
    step: "leader",
    file: "leader.ts",
    edits: [
      {
        find: `    this.#keep(this.#context.storage.acceptedEpoch, this.epoch, () => {`,
        put: `    this.#keep(this.#context.storage.acceptedEpoch, this.epoch, () => {});\n    this.#context.host.clock.after(0, () => {`,
      },
    ],
  },
  {
    id: "leads-without-its-own-disk",
    mistake: "A leader counts itself before its epoch is on its disk",
    source: "ZOOKEEPER-2307",
    step: "leader",
    file: "leader.ts",
    edits: [
      {
        find: `    this.#keep(storage.currentEpoch, this.epoch, () => this.#hasHistory(self));`,
        put: `    this.#hasHistory(self);\n    this.#context.host.clock.after(500, () => this.#keep(storage.currentEpoch, this.epoch, () => {}));`,
      },
    ],
  },
  {
    id: "history-that-was-never-sent",
    mistake: "A follower's word that it has the history counts, though it was never sent any",
    source: "ZooKeeper source, LearnerHandler: the ack of NEWLEADER comes behind it",
    step: "leader",
    file: "leader.ts",
    edits: [{ find: `        if (learner.stage !== "syncing") return;\n`, put: `` }],
  },
  {
    id: "cuts-again-and-again",
    mistake: "A follower that can't go back in its own history is told to, again and again",
    source: "a follower that began with a picture",
    step: "leader",
    file: "leader.ts",
    edits: [
      {
        find: `learner.needsPicture ? undefined : this.#history.behind(zxid);`,
        put: `this.#history.behind(zxid);`,
      },
    ],
  },
];
