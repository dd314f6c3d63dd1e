import type { Mutant } from "#lab/testing/mutant";

const LEAVING = { step: "leaving", file: "activation.ts" };
const OFFICE = { step: "leaving", file: "office.ts" };

/** Leaders that don't go, and offices that decide by what is over. */
export const leaving: Mutant[] = [
  {
    ...LEAVING,
    id: "removed-leader-stays",
    mistake: "A leader that is no participant any more goes on committing: whoever restarts finds no leader",
    source: "Raft, section 6: the leader steps down once the configuration without it is committed",
    edits: [
      {
        find: '    this.#host.note(`configuration: ${configuration.members.list.map(({ name }) => name).join(" ")}`);\n    this.#leaveIfRemoved();',
        put: '    this.#host.note(`configuration: ${configuration.members.list.map(({ name }) => name).join(" ")}`);',
      },
    ],
  },
  {
    ...LEAVING,
    id: "removed-leader-lingers",
    mistake: "A leader that is removed goes a second later: until then it commits in the name of others",
    source: "removed leader keeps committing",
    edits: [{ find: "this.#host.clock.after(0, () => {", put: "this.#host.clock.after(1_000, () => {" }],
  },
  {
    ...LEAVING,
    id: "leaves-within-the-commit",
    mistake:
      "A leader goes while it delivers: what was committed by the same acknowledgement is missing in its database",
    source: "Raft, section 6: the leader steps down once the configuration without it is committed",
    edits: [
      {
        find: `    this.#host.clock.after(0, () => {
      if (this.#leader === leader) leader.resign("it is no participant any more");
    });`,
        put: `    leader.resign("it is no participant any more");`,
      },
    ],
  },
  {
    ...LEAVING,
    id: "demoted-leader-stays",
    mistake: "A leader stays as long as it is a member, also as an observer",
    source: "who observes doesn't lead: ZOOKEEPER-764",
    edits: [
      {
        find: "this.#membership.committed.members.isParticipant(this.#self)",
        put: "this.#membership.committed.members.find(this.#self) !== undefined",
      },
    ],
  },
  {
    ...LEAVING,
    id: "leaves-when-proposed",
    mistake:
      "A leader goes as soon as it has proposed a configuration without itself: it may never be committed",
    source: "Raft, section 6",
    edits: [
      {
        find: "    this.#membership.onProposed(transaction);\n",
        put: '    this.#membership.onProposed(transaction);\n    const next = this.#membership.proposed;\n    if (next !== undefined && !next.members.isParticipant(this.#self)) {\n      const leader = this.#leader;\n      this.#host.clock.after(0, () => leader?.resign("it is going"));\n    }\n',
      },
    ],
  },
  {
    ...LEAVING,
    id: "elected-and-removed-stays",
    mistake:
      "A leader that was elected with a configuration without itself in its log decides that, and stays",
    source: "all of an established leader's history is committed",
    edits: [
      {
        find: "this.#storage.database.tree.record(CONFIG) === undefined);\n    this.#leaveIfRemoved();",
        put: "this.#storage.database.tree.record(CONFIG) === undefined);",
      },
    ],
  },
  {
    ...LEAVING,
    id: "proposals-not-told",
    mistake: "The membership isn't told what is proposed: until the commit the old quorum decides alone",
    source: "ZooKeeper's lastSeenQuorumVerifier",
    edits: [{ find: "    this.#membership.onProposed(transaction);\n", put: "" }],
  },
  {
    ...LEAVING,
    id: "commits-not-told",
    mistake: "The membership isn't told what is committed: the old quorum is needed for ever",
    source: "ZooKeeper's COMMITANDACTIVATE",
    edits: [
      {
        find: "const configuration = this.#membership.onCommitted(transaction);",
        put: "const configuration = this.#membership.proposed;",
      },
    ],
  },
  {
    ...LEAVING,
    id: "follower-not-up-to-date",
    mistake: "A server that has caught up doesn't take what it got for committed",
    source: "ZooKeeper's UPTODATE",
    edits: [
      {
        find: "    // #region write leaving: What has come with the leader's history is in force.\n    this.#membership.onUpToDate();\n",
        put: "    // #region write leaving: What has come with the leader's history is in force.\n",
      },
    ],
  },
  {
    ...LEAVING,
    id: "leader-not-up-to-date",
    mistake:
      "A new leader doesn't take its own history for committed: a configuration in it is on its way for ever",
    source: "all of an established leader's history is committed",
    edits: [
      {
        find: "    this.#leader = leader;\n    this.#membership.onUpToDate();\n",
        put: "    this.#leader = leader;\n",
      },
    ],
  },
  {
    ...LEAVING,
    id: "looks-not-told",
    mistake: "The membership isn't told that the leader is lost, and waits for what was taken back meanwhile",
    source: "TRUNC of a proposed configuration",
    edits: [{ find: "    this.#membership.onLooks();\n", put: "" }],
  },
  {
    ...OFFICE,
    id: "first-written-by-everybody",
    mistake:
      "Each new leader writes the configuration anew: operators' versions are out of date for no reason",
    source: "ZooKeeper Dynamic Reconfiguration: the version is that of the last reconfiguration",
    edits: [
      {
        find: "    if (!isFirst) return;\n    this.#program.administer(\n      (version) => this.#first(version),",
        put: `    this.#program.administer(
      (version) => {
        if (isFirst) return this.#first(version);
        const { committed } = this.#membership;
        const data = formatConfiguration({ ...committed, version, previous: committed });
        return { type: "setData", path: CONFIG, data, version: ANY_VERSION };
      },`,
      },
    ],
  },
  {
    ...OFFICE,
    id: "never-written",
    mistake: "Nobody writes the first configuration: nobody can read it",
    source: "ZooKeeper Dynamic Reconfiguration: /zookeeper/config is always there",
    edits: [{ find: "    if (!isFirst) return;\n", put: "    if (isFirst) return;\n" }],
  },
  {
    ...OFFICE,
    id: "answered-when-proposed",
    mistake: "The operator is told that it is done when it is proposed",
    source: "acknowledge before the commit",
    edits: [
      {
        find: "      (version) => this.#next(leader, message as ReconfigRequest, version),",
        put: '      (version) => {\n        const next = this.#next(leader, message as ReconfigRequest, version);\n        if (next.type === "setData") connection.send({ type: "done", version, text: next.data });\n        return next;\n      },',
      },
    ],
  },
  {
    ...OFFICE,
    id: "progress-ignored",
    mistake: "The office doesn't tell `reconfigure` that another one is on its way",
    source: "concurrent reconfigurations",
    edits: [{ find: "inProgress: proposed !== undefined", put: "inProgress: proposed === committed" }],
  },
  {
    ...OFFICE,
    id: "synced-means-known",
    mistake: "The office counts all members as synced",
    source: "unsynced joiners counted",
    edits: [
      {
        find: "const next = reconfigure({ committed, inProgress: proposed !== undefined, synced }, request, version);",
        put: "const everybody = new Set(Array.from({ length: 254 }, (_, id) => id + 1));\n    const next = reconfigure({ committed, inProgress: proposed !== undefined, synced: synced.size < 1 ? synced : everybody }, request, version);",
      },
    ],
  },
];
