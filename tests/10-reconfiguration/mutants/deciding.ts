import type { Mutant } from "#lab/testing/mutant";

const CONFIG = { step: "config", file: "config.ts" };
const BOTH = { step: "both", file: "both.ts" };
const DECIDE = { step: "decide", file: "reconfigure.ts" };

const agree = "return this.#old.isReachedBy(servers) && this.#new.isReachedBy(servers);";

/** Configurations that can't be read, rules by which two decide apart, and requests that should be refused. */
export const deciding: Mutant[] = [
  {
    ...CONFIG,
    id: "version-through-a-number",
    mistake: "The version is read as a JavaScript number: the last bits of a high epoch are lost",
    source: "32-bit zxid arithmetic, epoch 0xf and above",
    edits: [{ find: "version = BigInt(`0x${hex}`);", put: "version = BigInt(parseInt(hex, 16));" }],
  },
  {
    ...CONFIG,
    id: "version-in-decimal",
    mistake: "The version is written in decimal digits and read in hexadecimal ones",
    source: "ZooKeeper Dynamic Reconfiguration: version is in hexadecimal",
    edits: [{ find: "`version=${version.toString(16)}`", put: "`version=${version.toString()}`" }],
  },
  {
    ...CONFIG,
    id: "roles-not-written",
    mistake: "Everybody is written down as a participant: an observer is counted after the next start",
    source: "ZooKeeper Dynamic Reconfiguration, the role is optional there, and participant by default",
    edits: [{ find: "=${name}:${role}`", put: "=${name}:participant`" }],
  },
  {
    ...CONFIG,
    id: "previous-forgotten",
    mistake: "It isn't written down in whose place a configuration comes",
    source: "a server with a picture of the newest knows the newest alone",
    edits: [
      {
        find: "for (const line of linesOf(previous.version, previous.members)) lines.push(`${PREVIOUS}${line}`);",
        put: "",
      },
    ],
  },
  {
    ...CONFIG,
    id: "all-the-past-is-told",
    mistake: "Each configuration tells of all before it: the text grows until it doesn't fit into a znode",
    source: "the docstring of formatConfiguration",
    edits: [
      {
        find: "for (const line of linesOf(previous.version, previous.members)) lines.push(`${PREVIOUS}${line}`);",
        put: "for (const line of new TextDecoder().decode(formatConfiguration(previous)).split(`\\n`)) lines.push(`${PREVIOUS}${line}`);",
      },
    ],
  },
  {
    ...CONFIG,
    id: "bad-lines-skipped",
    mistake: "Lines that can't be read are left out: half a list has its own majority",
    source: "ZOOKEEPER-2865, a file that was only half written",
    edits: [{ find: 'throw new RangeError(`"${line}" is no line of a configuration`);', put: "continue;" }],
  },
  {
    ...CONFIG,
    id: "sorted-as-text",
    mistake: "Servers are sorted by their numbers as text: 10 comes before 9",
    source: "the docstring of formatConfiguration",
    edits: [
      { find: ".sort((a, b) => a.id - b.id)", put: ".sort((a, b) => (`${a.id}` < `${b.id}` ? -1 : 1))" },
    ],
  },
  {
    ...CONFIG,
    id: "not-looked-for-in-a-multi",
    mistake: "A configuration that is created in a multi isn't noticed",
    source: "the first leader creates two znodes at once",
    edits: [
      {
        find: 'change.type === "multi" ? change.changes : [change]',
        put: 'change.type === "multi" ? [] : [change]',
      },
    ],
  },
  {
    ...CONFIG,
    id: "creation-not-noticed",
    mistake: "Only setting the znode counts as a configuration, not creating it",
    source: "the first configuration of all is created",
    edits: [
      {
        find: 'if (single.type !== "create" && single.type !== "setData") continue;',
        put: 'if (single.type !== "setData") continue;',
      },
    ],
  },
  {
    ...BOTH,
    id: "new-only",
    mistake: "From the proposal on the new quorum alone counts: two that have nothing in common decide apart",
    source: "ZooKeeper Dynamic Reconfiguration; Raft, section 6",
    edits: [{ find: agree, put: "return this.#new.isReachedBy(servers) || this.#old === undefined;" }],
  },
  {
    ...BOTH,
    id: "old-only",
    mistake: "Until the commit the old quorum alone counts: nobody new needs to have the configuration",
    source: "ZooKeeper Dynamic Reconfiguration; Raft, section 6",
    edits: [{ find: agree, put: "return this.#old.isReachedBy(servers) || this.#new === undefined;" }],
  },
  {
    ...BOTH,
    id: "either",
    mistake: "A quorum of one of the two is enough",
    source: "and taken for or",
    edits: [{ find: agree, put: "return this.#old.isReachedBy(servers) || this.#new.isReachedBy(servers);" }],
  },
  {
    ...BOTH,
    id: "union-majority",
    mistake:
      "More than half of all who belong to either: of three old and two new ones one old one is enough",
    source: "ZooKeeper Dynamic Reconfiguration; Raft, section 6",
    edits: [
      {
        find: agree,
        put: "if (this.#old === this.#new) return false;\n    return [...this.voters].filter((id) => servers.has(id)).length > this.voters.size / 2;",
      },
    ],
  },
  {
    ...BOTH,
    id: "all-voters",
    mistake: "Everybody who belongs to either must agree: one that is down holds everything up",
    source: "ZooKeeper Dynamic Reconfiguration, Progress guarantees",
    edits: [
      {
        find: agree,
        put: "if (this.#old === this.#new) return false;\n    return [...this.voters].every((id) => servers.has(id));",
      },
    ],
  },
  {
    ...BOTH,
    id: "old-voters-only",
    mistake: "The voters are those of the old configuration: what a new one has is cut off unseen",
    source: "`Leader` of chapter 8 asks whose history counts",
    edits: [{ find: "new Set([...old.voters, ...next.voters])", put: "new Set(old.voters)" }],
  },
  {
    ...DECIDE,
    id: "two-at-a-time",
    mistake: "The next one may be proposed while another is on its way: their quorums needn't meet",
    source: "ZooKeeper source, PrepRequestProcessor: ReconfigInProgress",
    edits: [
      {
        find: 'if (inProgress) throw new KeeperError("ReconfigInProgress", "another configuration is on its way");',
        put: "void inProgress;",
      },
    ],
  },
  {
    ...DECIDE,
    id: "version-ignored",
    mistake:
      "The expected version isn't looked at: the second of two operators undoes what the first has done",
    source: "ZooKeeper Dynamic Reconfiguration, Conditional reconfig",
    edits: [{ find: "request.expected !== committed.version", put: "request.expected > committed.version" }],
  },
  {
    ...DECIDE,
    id: "minus-one-is-a-version",
    mistake: "The version that matches all is compared like any other",
    source: "version -1 treated as a literal",
    edits: [{ find: "request.expected !== ANY_CONFIGURATION && ", put: "" }],
  },
  {
    ...DECIDE,
    id: "unsynced-joiners-counted",
    mistake: "It isn't asked whether the new servers have anything: the ensemble stops until they are copied",
    source: "ZooKeeper source, Leader.isQuorumSynced",
    edits: [{ find: "if (!members.quorum.isReachedBy(synced)) {", put: "if (synced.size < 0) {" }],
  },
  {
    ...DECIDE,
    id: "old-quorum-synced",
    mistake: "It is asked whether a quorum of the old configuration is there, instead of the new one",
    source: "ZooKeeper source, Leader.isQuorumSynced",
    edits: [
      {
        find: "if (!members.quorum.isReachedBy(synced)) {",
        put: "if (!committed.members.quorum.isReachedBy(synced)) {",
      },
    ],
  },
  {
    ...DECIDE,
    id: "synced-strangers-counted",
    mistake:
      "As many must be synced as a quorum has, whoever they are: observers and those who leave help out",
    source: "acknowledgements of non-voters counted",
    edits: [
      {
        find: "if (!members.quorum.isReachedBy(synced)) {",
        put: "if (synced.size <= members.participants.length / 2) {",
      },
    ],
  },
  {
    ...DECIDE,
    id: "last-participant-leaves",
    mistake: "The last who votes may leave: nobody can ever decide anything again",
    source: "the docstring of reconfigure",
    edits: [
      {
        find: 'if (!list.some(({ role }) => role === "participant")) refuse("nobody is left who votes");',
        put: 'if (list.length === 0) refuse("nobody is left");\n  if (list.every(({ role }) => role === "observer")) return new Members([...list, ...before.participants.slice(0, 1)].filter((one, place, all) => all.findIndex(({ id }) => id === one.id) === place));',
      },
    ],
  },
  {
    ...DECIDE,
    id: "unknown-leaves",
    mistake: "A server leaves that isn't there, and the operator is told that it is done",
    source: "ZooKeeper does so: the docstring of reconfigure is stricter",
    edits: [
      { find: "if (before.find(id) === undefined) refuse(`${id} can't leave: it isn't there`);", put: "" },
    ],
  },
  {
    ...DECIDE,
    id: "role-change-adds-twice",
    mistake: "A member that joins with another role stands in the list twice",
    source: "ZOOKEEPER-2172: an observer becomes a participant",
    edits: [
      {
        find: "const replaced = new Set([...leaving, ...joining.map(({ id }) => id)]);",
        put: "const replaced = new Set(leaving);",
      },
    ],
  },
  {
    ...DECIDE,
    id: "number-passed-on",
    mistake: "A new server may take the number of an old one: what that one had acknowledged counts for it",
    source: "acknowledgements are counted by number",
    edits: [
      {
        find: "if (sameId !== undefined && sameId.name !== name) refuse(`${id} is the number of ${sameId.name}`);",
        put: "void sameId;",
      },
    ],
  },
  {
    ...DECIDE,
    id: "two-numbers-for-one",
    mistake: "A member may come again by another number: in between it would be counted twice",
    source: "acknowledgements are counted by number",
    edits: [
      {
        find: "if (sameName !== undefined && sameName.id !== id) refuse(`${name} has the number ${sameName.id}`);",
        put: "void sameName;",
      },
    ],
  },
  {
    ...DECIDE,
    id: "previous-not-told",
    mistake: "The new configuration doesn't say in whose place it comes",
    source: "the docstring of Configuration",
    edits: [
      {
        find: "return { version, members, previous: { version: committed.version, members: committed.members } };",
        put: "return { version, members };",
      },
    ],
  },
  {
    ...DECIDE,
    file: "guard.ts",
    id: "config-is-a-znode-like-others",
    mistake: "Clients may set the configuration without asking anybody whether it is one",
    source: "ZooKeeper Dynamic Reconfiguration, Security",
    edits: [
      {
        find: 'if (type === "check" || (path !== SYSTEM && !path.startsWith(`${SYSTEM}/`))) continue;',
        put: 'if (type === "check" || path !== SYSTEM) continue;',
      },
    ],
  },
  {
    ...DECIDE,
    file: "guard.ts",
    id: "guard-by-prefix",
    mistake: "Whatever begins with the same letters is refused as well",
    source: "/zookeeper-shop is a znode like others",
    edits: [{ find: "(path !== SYSTEM && !path.startsWith(`${SYSTEM}/`))", put: "!path.startsWith(SYSTEM)" }],
  },
  {
    ...DECIDE,
    file: "guard.ts",
    id: "multi-slips-through",
    mistake: "A multi isn't looked into",
    source: "ZooKeeper's checkACL looks at each request of a multi",
    edits: [
      {
        find: 'const singles = request.type === "multi" ? request.requests : [request];',
        put: 'const singles = request.type === "multi" ? [] : [request];',
      },
    ],
  },
];
