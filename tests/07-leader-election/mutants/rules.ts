import type { Mutant } from "#lab/testing/mutant";

const ALL = `  if (vote.epoch !== other.epoch) return vote.epoch > other.epoch;
  if (vote.zxid !== other.zxid) return vote.zxid > other.zxid;
  return vote.leader > other.leader;`;
const EPOCHS = "  if (vote.epoch !== other.epoch) return vote.epoch > other.epoch;\n";
const ZXIDS = "  if (vote.zxid !== other.zxid) return vote.zxid > other.zxid;";
const NUMBERS = "  return vote.leader > other.leader;";

/** Votes compared and counted wrongly. */
export const rules: Mutant[] = [
  precedence(
    "number-beats-epoch",
    "Where the zxids are equal, the number wins against the epoch",
    "ZOOKEEPER-1419",
    [
      {
        find: ALL,
        put: `  return (
    vote.epoch > other.epoch ||
    (vote.epoch === other.epoch && vote.zxid > other.zxid) ||
    (vote.zxid === other.zxid && vote.leader > other.leader)
  );`,
      },
    ],
  ),
  precedence("number-first", "The highest number leads, whatever it has", "a bully election", [
    {
      find: EPOCHS,
      put: `  if (vote.leader !== other.leader) return vote.leader > other.leader;\n${EPOCHS}`,
    },
  ]),
  precedence(
    "zxid-first",
    "The higher zxid wins against the later epoch",
    "votes without an epoch, before ZooKeeper 3.4",
    [{ find: ALL, put: `${ZXIDS}\n${EPOCHS}${NUMBERS}` }],
  ),
  precedence(
    "epoch-of-the-zxid",
    "The epoch is taken from the zxid, so an epoch without a transaction doesn't count",
    "ZooKeeper's first format of notifications",
    [{ find: EPOCHS, put: "  if (vote.zxid >> 32n !== other.zxid >> 32n) return vote.zxid > other.zxid;\n" }],
  ),
  precedence(
    "zxid-ignored",
    "Of the history only the epoch is compared",
    "two parts of a history taken for one",
    [{ find: `${ZXIDS}\n`, put: "" }],
  ),
  precedence(
    "no-number",
    "Two servers with the same history don't give way to each other",
    "an order that isn't total",
    [{ find: NUMBERS, put: "  return false;" }],
  ),
  precedence(
    "lowest-number",
    "Of two servers with the same history the lower number wins",
    "ZooKeeper source, totalOrderPredicate",
    [{ find: NUMBERS, put: "  return vote.leader < other.leader;" }],
  ),
  precedence(
    "not-worse",
    "A vote is better than itself, so it is adopted again and again",
    "> and >= confused",
    [{ find: NUMBERS, put: "  return vote.leader >= other.leader;" }],
  ),
  precedence("zxid-of-32-bits", "Zxids are compared by 32 bits", "32-bit arithmetic; ZOOKEEPER-1277", [
    {
      find: ZXIDS,
      put: "  if (vote.zxid !== other.zxid) return Number(vote.zxid & 0xffff_ffffn) > Number(other.zxid & 0xffff_ffffn);",
    },
  ]),
  precedence(
    "zxid-shifted-by-number",
    "Zxids are cut to signed 32 bits: from epoch 0xf on they are a mess",
    "JavaScript's bit operators",
    [
      {
        find: ZXIDS,
        put: "  if (vote.zxid !== other.zxid) return Number(BigInt.asIntN(32, vote.zxid >> 4n)) > Number(BigInt.asIntN(32, other.zxid >> 4n));",
      },
    ],
  ),
  precedence("zxid-of-53-bits", "Zxids are turned to numbers of 53 bits", "JavaScript's numbers", [
    {
      find: ZXIDS,
      put: "  if (Number(vote.zxid) !== Number(other.zxid)) return Number(vote.zxid) > Number(other.zxid);",
    },
  ]),
  precedence("zxid-signed", "A zxid whose highest bit is set is negative", "Java's long", [
    {
      find: ZXIDS,
      put: "  if (vote.zxid !== other.zxid) return BigInt.asIntN(64, vote.zxid) > BigInt.asIntN(64, other.zxid);",
    },
  ]),
  precedence("epoch-signed", "An epoch whose highest bit is set is negative", "JavaScript's bit operators", [
    { find: EPOCHS, put: "  if (vote.epoch !== other.epoch) return (vote.epoch | 0) > (other.epoch | 0);\n" },
  ]),

  ballots("half-is-enough", "Half of the voters are a quorum", "the most common mistake with majorities", [
    {
      find: "    return quorum.isReachedBy(backers);",
      put: "    return 2 * backers.size >= quorum.voters.size;",
    },
  ]),
  ballots("everybody-counts", "Whoever has sent a vote is counted, voter or not", "ZOOKEEPER-764", [
    {
      find: "    return quorum.isReachedBy(backers);",
      put: "    return 2 * backers.size > quorum.voters.size;",
    },
  ]),
  ballots(
    "majority-built-in",
    "More than half of the voters, whatever the quorum's rule is",
    "QuorumVerifier, hierarchical quorums",
    [
      {
        find: "    return quorum.isReachedBy(backers);",
        put: "    return 2 * [...backers].filter((id) => quorum.voters.has(id)).length > quorum.voters.size;",
      },
    ],
  ),
  ballots(
    "first-vote-counts",
    "A server that changes its mind isn't heard",
    "getVoteTracker takes the last one",
    [
      {
        find: "    this.#votes.set(server, vote);",
        put: "    if (!this.#votes.has(server)) this.#votes.set(server, vote);",
      },
    ],
  ),
  ballots(
    "best-vote-counts",
    "Of a server's votes the highest number counts, not the last",
    "one vote a server, and the last",
    [
      {
        find: "    this.#votes.set(server, vote);",
        put: "    if ((this.#votes.get(server)?.leader ?? 0) <= vote.leader) this.#votes.set(server, vote);",
      },
    ],
  ),
  ballots(
    "same-leader-is-the-same",
    "Votes for the same server are added, whatever history they claim",
    "Vote.equals",
    [
      {
        find: "  return a.leader === b.leader && a.epoch === b.epoch && a.zxid === b.zxid;",
        put: "  return a.leader === b.leader;",
      },
    ],
  ),
  ballots("same-history-is-the-same", "Votes for the same history are added, whoever has it", "Vote.equals", [
    {
      find: "  return a.leader === b.leader && a.epoch === b.epoch && a.zxid === b.zxid;",
      put: "  return a.epoch === b.epoch && a.zxid === b.zxid;",
    },
  ]),
  ballots(
    "epoch-not-compared",
    "The epoch is left out when votes are compared",
    "Vote.equals before peerEpoch",
    [{ find: "a.epoch === b.epoch && ", put: "" }],
  ),
  ballots("lower-half-compared", "Zxids are the same if their lower 32 bits are", "32-bit arithmetic", [
    { find: "a.zxid === b.zxid;", put: "BigInt.asUintN(32, a.zxid) === BigInt.asUintN(32, b.zxid);" },
  ]),
  ballots("same-object", "Votes are the same if they are one object", "two messages that say the same", [
    { find: "if (isSame(cast, vote)) backers", put: "if (cast === vote) backers" },
  ]),
  ballots("nobody-withdraws", "Whoever withdraws is counted as before", "ZOOKEEPER-3109", [
    { find: "    this.#votes.delete(server);\n", put: "" },
  ]),
  ballots("rounds-added", "A new round keeps the votes of the last", "votes of an older round counted", [
    { find: "    this.#votes.clear();\n", put: "" },
  ]),
];

function precedence(id: string, mistake: string, source: string, edits: Mutant["edits"]): Mutant {
  return { id, mistake, source, step: "precedence", file: "vote.ts", edits };
}

function ballots(id: string, mistake: string, source: string, edits: Mutant["edits"]): Mutant {
  return { id, mistake, source, step: "ballots", file: "ballots.ts", edits };
}
