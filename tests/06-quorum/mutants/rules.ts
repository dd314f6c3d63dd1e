import type { Mutant } from "#lab/testing/mutant";

const MAJORITY = { step: "majority", file: "majority.ts" };
const WEIGHTS = { step: "weights", file: "weighted.ts" };
const GROUPS = { step: "groups", file: "hierarchical.ts" };

/** Rules by which too few are enough, or too many are needed. */
export const rules: Mutant[] = [
  {
    ...MAJORITY,
    id: "half-is-enough",
    mistake: "Half of the servers are enough: each half of four decides for itself",
    source: "quorum counted with >= n/2",
    edits: [{ find: "agreed > this.voters.size / 2", put: "agreed >= this.voters.size / 2" }],
  },
  {
    ...MAJORITY,
    id: "half-rounded-down",
    mistake: "n / 2 is rounded down, as integers divide: two of five are enough",
    source: "integer division, and >= behind it",
    edits: [
      {
        find: "agreed > this.voters.size / 2",
        put: "agreed >= Math.max(1, Math.floor(this.voters.size / 2))",
      },
    ],
  },
  {
    ...MAJORITY,
    id: "strangers-counted",
    mistake: "Everybody who agrees is counted, whether they may vote or not",
    source: "acknowledgements of non-voters counted",
    edits: [{ find: "if (servers.has(id)) agreed += 1;", put: "agreed = id === id ? servers.size : 0;" }],
  },
  {
    ...MAJORITY,
    id: "majority-of-those-who-answered",
    mistake: "More than half of those who have answered are enough",
    source: "a majority is one of all, and not of those who are there",
    edits: [{ find: "agreed > this.voters.size / 2", put: "agreed > servers.size / 2" }],
  },
  {
    ...MAJORITY,
    id: "all-must-agree",
    mistake: "Everybody must agree: the loss of one server stops all",
    source: "ZooKeeper Administrator's Guide: 2F + 1 machines survive the loss of F",
    edits: [{ find: "agreed > this.voters.size / 2", put: "agreed > 0 && agreed === this.voters.size" }],
  },
  {
    ...MAJORITY,
    id: "two-are-enough",
    mistake: "Two are enough, as they are in an ensemble of three",
    source: "a number that was right for the first installation",
    edits: [
      { find: "agreed > this.voters.size / 2", put: "agreed >= Math.min(2, Math.max(1, this.voters.size))" },
    ],
  },
  {
    ...MAJORITY,
    id: "one-too-many",
    mistake: "n / 2 is rounded up and one is added: four of five are needed",
    source: "an off-by-one on the safe side costs availability",
    edits: [{ find: "agreed > this.voters.size / 2", put: "agreed >= Math.ceil(this.voters.size / 2) + 1" }],
  },
  {
    ...MAJORITY,
    id: "numbers-from-one",
    mistake: "The voters are taken to be numbered from 1 on",
    source: "myid may be any number, in any order",
    edits: [
      {
        find: "for (const id of this.voters) if (servers.has(id)) agreed += 1;",
        put: "for (let id = 1; id <= this.voters.size; id++) if (servers.has(id)) agreed += 1;",
      },
    ],
  },
  {
    id: "observers-vote",
    mistake: "Observers are counted among the voters",
    source: "ZOOKEEPER-764 in another place: observers take no part in decisions",
    step: "majority",
    file: "members.ts",
    edits: [
      { find: "new Set(this.participants.map(({ id }) => id))", put: "new Set(list.map(({ id }) => id))" },
    ],
  },
  {
    ...WEIGHTS,
    id: "heads-counted",
    mistake: "The weights are kept and the heads are counted",
    source: "ZooKeeper Administrator's Guide: weight",
    edits: [
      {
        find: `      total += weight;
      if (servers.has(id)) agreed += weight;`,
        put: `      total += Math.min(weight, 1);
      if (servers.has(id)) agreed += Math.min(weight, 1);`,
      },
    ],
  },
  {
    ...WEIGHTS,
    id: "half-of-the-weight",
    mistake: "Half of the weight is enough",
    source: "quorum counted with >= n/2",
    edits: [{ find: "agreed > total / 2", put: "total > 0 && agreed >= total / 2" }],
  },
  {
    ...WEIGHTS,
    id: "nothing-of-nothing",
    mistake: "Where nobody has weight, nobody is needed",
    source: "0 >= 0",
    edits: [{ find: "agreed > total / 2", put: "agreed > total / 2 || total === 0" }],
  },
  {
    ...WEIGHTS,
    id: "weightless-voters",
    mistake: "Servers of weight 0 are listed among those whose word counts",
    source: "ZooKeeper source, FastLeaderElection: a server of weight 0 isn't elected",
    edits: [
      {
        find: "new Set([...weights].filter(([, weight]) => weight > 0).map(([id]) => id))",
        put: "new Set(weights.keys())",
      },
    ],
  },
  {
    ...WEIGHTS,
    id: "weightless-count-one",
    mistake: "A weight of 0 is taken for one that wasn't given, and becomes 1",
    source: "weight || 1",
    edits: [
      {
        find: `      total += weight;
      if (servers.has(id)) agreed += weight;`,
        put: `      total += weight || 1;
      if (servers.has(id)) agreed += weight || 1;`,
      },
    ],
  },
  {
    ...WEIGHTS,
    id: "strangers-weigh-one",
    mistake: "A server that was given no weight has the weight 1",
    source: "ZooKeeper source, QuorumHierarchical: that holds for participants, and a stranger is none",
    edits: [
      {
        find: "    return agreed > total / 2;",
        put: `    for (const id of servers) if (!this.#weights.has(id)) agreed += 1;
    return agreed > total / 2;`,
      },
    ],
  },
  {
    ...WEIGHTS,
    id: "total-of-those-who-answered",
    mistake: "The total is that of those who have answered",
    source: "a majority is one of all, and not of those who are there",
    edits: [{ find: "      total += weight;\n", put: "      if (servers.has(id)) total += weight;\n" }],
  },
  {
    ...WEIGHTS,
    id: "weight-and-heads",
    mistake: "More than half of the weight and more than half of the heads are needed",
    source: "D. K. Gifford, 1979: the votes decide alone",
    edits: [
      {
        find: "agreed > total / 2;",
        put: `agreed > total / 2 && [...this.voters].filter((id) => servers.has(id)).length > this.voters.size / 2;`,
      },
    ],
  },
  {
    ...GROUPS,
    id: "weightless-groups-counted",
    mistake: "A group without weight is one more group, which never agrees",
    source: "ZooKeeper source, QuorumHierarchical.computeGroupWeight",
    edits: [{ find: ".filter(({ voters }) => voters.size > 0)", put: "" }],
  },
  {
    ...GROUPS,
    id: "groups-ignored",
    mistake: "More than half of all weight is enough, in whatever groups it stands",
    source: "ZooKeeper Administrator's Guide: group",
    edits: [
      {
        find: `    const agreed = this.#groups.filter((group) => group.isReachedBy(servers));
    return agreed.length > this.#groups.length / 2;`,
        put: `    const agreed = [...this.voters].filter((id) => servers.has(id));
    return agreed.length > this.voters.size / 2;`,
      },
    ],
  },
  {
    ...GROUPS,
    id: "half-of-the-groups",
    mistake: "Half of the groups are enough: each half decides for itself",
    source: "quorum counted with >= n/2",
    edits: [
      {
        find: "agreed.length > this.#groups.length / 2",
        put: "agreed.length > 0 && agreed.length >= this.#groups.length / 2",
      },
    ],
  },
  {
    ...GROUPS,
    id: "all-groups",
    mistake: "Every group must agree: one building is enough to stop all",
    source: "ZooKeeper Administrator's Guide: a majority of the groups",
    edits: [
      {
        find: "agreed.length > this.#groups.length / 2",
        put: "agreed.length > 0 && agreed.length === this.#groups.length",
      },
    ],
  },
  {
    ...GROUPS,
    id: "one-of-each-group",
    mistake: "A group agrees as soon as one of its servers does",
    source: "ZooKeeper source, QuorumHierarchical.containsQuorum",
    edits: [
      {
        find: "this.#groups.filter((group) => group.isReachedBy(servers))",
        put: "this.#groups.filter((group) => [...group.voters].some((id) => servers.has(id)))",
      },
    ],
  },
  {
    ...GROUPS,
    id: "whole-groups",
    mistake: "A group agrees when all of its servers do",
    source: "ZooKeeper source, QuorumHierarchical.containsQuorum",
    edits: [
      {
        find: "this.#groups.filter((group) => group.isReachedBy(servers))",
        put: "this.#groups.filter((group) => [...group.voters].every((id) => servers.has(id)))",
      },
    ],
  },
  {
    ...GROUPS,
    id: "heads-in-a-group",
    mistake: "Within a group the heads are counted and not the weight",
    source: "ZooKeeper Administrator's Guide: weight",
    edits: [
      {
        find: "groups.map((group) => new Weighted(group))",
        put: `groups.map(
      (group) => new Weighted(new Map([...group].map(([id, weight]) => [id, Math.min(weight, 1)]))),
    )`,
      },
    ],
  },
  {
    ...GROUPS,
    id: "weightless-in-a-group",
    mistake: "Servers of weight 0 are voters if their group has weight",
    source: "ZooKeeper Administrator's Guide: weight",
    edits: [
      {
        find: "new Set(this.#groups.flatMap(({ voters }) => [...voters]))",
        put: "new Set(ids)",
      },
    ],
  },
  {
    ...GROUPS,
    id: "in-two-groups",
    mistake: "A server may stand in two groups: two quorums may have nobody in common any more",
    source: "ZooKeeper source, QuorumHierarchical.parse",
    edits: [
      {
        find: `    if (new Set(ids).size < ids.length) throw new RangeError("a server stands in two groups");\n`,
        put: "",
      },
    ],
  },
];
