import type { Mutant } from "#lab/testing/mutant";

const ALIVE = "    if (this.#vote === undefined || !this.#isParticipant(this.#vote.leader)) return false;";

/** Messages that are lost for ever, and words that must not count. */
export const trust: Mutant[] = [
  repeats("said-once", "What was lost is never said again", "lab/host.ts, Network.post", "election.ts", [
    {
      find: "    this.#repeatLater(1);\n    // #endregion\n    // #endregion",
      put: "    // #endregion\n    // #endregion",
    },
  ]),
  repeats(
    "said-twice",
    "It is said a second time, and then never again",
    "two may be lost as well",
    "election.ts",
    [{ find: "      this.#repeatLater(times + 1);\n", put: "" }],
  ),
  repeats("no-longer-pauses", "All pauses are as short as the first", "notTimeout", "repeats.ts", [
    { find: "Math.min(FIRST_PAUSE * 2 ** (times - 1), LONGEST_PAUSE)", put: "FIRST_PAUSE" },
  ]),
  repeats("pauses-without-limit", "Pauses double without end", "maxNotificationInterval", "repeats.ts", [
    {
      find: "Math.min(FIRST_PAUSE * 2 ** (times - 1), LONGEST_PAUSE)",
      put: "FIRST_PAUSE * 2 ** (times - 1)",
    },
  ]),
  repeats(
    "pauses-turn-round",
    "The pause is doubled by shifting 32 bits: after some hours it is zero",
    "JavaScript's bit operators",
    "repeats.ts",
    [{ find: "FIRST_PAUSE * 2 ** (times - 1)", put: "FIRST_PAUSE << (times - 1)" }],
  ),
  repeats(
    "pauses-never-grow",
    "The election begins with the first pause each time",
    "notTimeout",
    "election.ts",
    [{ find: "      this.#repeatLater(times + 1);\n", put: "      this.#repeatLater(1);\n" }],
  ),
  repeats(
    "pauses-go-on",
    "Whoever looks again goes on with the long pauses",
    "each look begins anew",
    "election.ts",
    [
      { find: "  #repeating: Timer | undefined;", put: "  #repeating: Timer | undefined;\n  #times = 0;" },
      {
        find: "    this.#repeatLater(1);\n    // #endregion\n    // #endregion",
        put: "    this.#repeatLater(this.#times + 1);\n    // #endregion\n    // #endregion",
      },
      {
        find: "clock.after(pauseAfter(times), () => {",
        put: "clock.after(pauseAfter(times), () => {\n      this.#times = times;",
      },
    ],
  ),
  repeats(
    "two-voices",
    "Each look adds another voice that repeats",
    "a timer that isn't cancelled",
    "election.ts",
    [
      {
        find: "    this.#repeating?.cancel();\n    this.#repeating = this.#host",
        put: "    this.#repeating = this.#host",
      },
    ],
  ),
  repeats(
    "talks-on",
    "Whoever has found a leader goes on repeating itself",
    "a timer that isn't cancelled",
    "election.ts",
    [
      {
        find: "    this.#repeating?.cancel();\n    // #endregion\n    // #region own joining",
        put: "    // #endregion\n    // #region own joining",
      },
    ],
  ),
  repeats(
    "repeats-the-first",
    "The vote that is repeated is the one for itself",
    "the others have it from before",
    "election.ts",
    [
      {
        find: "      // #endregion\n      this.#tellParticipants();\n      this.#repeatLater",
        put: "      // #endregion\n      const vote = this.#vote;\n      this.#vote = this.#ownVote();\n      this.#tellParticipants();\n      this.#vote = vote;\n      this.#repeatLater",
      },
    ],
  ),

  noVote("empty-is-new", "An empty disk is that of a new server", "ZOOKEEPER-261", "origin.ts", [
    { find: `? "new" : "lost"`, put: `? "new" : "new"` },
  ]),
  noVote(
    "empty-is-lost",
    "A server that was installed just now has lost its disk",
    "no ensemble could ever begin",
    "origin.ts",
    [{ find: `? "new" : "lost"`, put: `? "lost" : "lost"` }],
  ),
  noVote(
    "mark-before-history",
    "A server whose mark is still there is new, whatever it has",
    "which of the two files is the proof",
    "origin.ts",
    [
      {
        find: `  if (disk.exists(KNOWN_MARK)) return "known";\n  return`,
        put: `  if (disk.exists(NEW_MARK)) return "new";\n  if (disk.exists(KNOWN_MARK)) return "known";\n  return`,
      },
    ],
  ),
  noVote(
    "any-file-is-a-past",
    "A server that has any file is known",
    "a promise is no history",
    "origin.ts",
    [
      {
        find: `if (disk.exists(KNOWN_MARK)) return "known";`,
        put: `if (disk.exists(KNOWN_MARK) || disk.exists("acceptedEpoch")) return "known";`,
      },
    ],
  ),
  noVote(
    "wiped-votes",
    "A server without a standing votes with an empty one",
    "ZOOKEEPER-261",
    "election.ts",
    [
      {
        find: "    if (this.#standing === undefined) return undefined;\n    const { epoch, zxid } = this.#standing;",
        put: "    const { epoch, zxid } = this.#standing ?? { epoch: 0, zxid: 0n };",
      },
    ],
  ),
  noVote(
    "echo",
    "Who has no vote passes on the votes of others",
    "ZOOKEEPER-261: what it says is counted",
    "election.ts",
    [
      {
        find: "    if (own === undefined || this.#vote === undefined) return;\n",
        put: "    if (own === undefined || this.#vote === undefined) return this.#adopt(vote);\n",
      },
    ],
  ),
  noVote("observer-stands", "An observer with a standing votes for itself", "ZOOKEEPER-764", "election.ts", [
    { find: "    if (!this.#isParticipant(this.#self)) return undefined;\n", put: "" },
  ]),
  noVote("observer-elected", "An observer that is proposed is voted for", "ZOOKEEPER-764", "election.ts", [
    { find: "    if (vote !== undefined && !this.#isParticipant(vote.leader)) return;\n", put: "" },
    { find: ALIVE, put: "    if (this.#vote === undefined) return false;" },
    {
      find: "      if (this.#vote === undefined ? own !== undefined : !this.#isParticipant(this.#vote.leader)) {",
      put: "      if (this.#vote === undefined && own !== undefined) {",
    },
  ]),
  noVote(
    "observers-proposed",
    "A vote for an observer is adopted, though never decided",
    "ZOOKEEPER-764: such an election never ends",
    "election.ts",
    [{ find: "    if (vote !== undefined && !this.#isParticipant(vote.leader)) return;\n", put: "" }],
  ),
  noVote("observers-vote", "Whoever votes is heard, member or not", "ZOOKEEPER-764", "election.ts", [
    { find: "    if (!this.#isParticipant(from)) return;\n", put: "" },
  ]),
  noVote(
    "observer-says-it-follows",
    "An observer says that it follows",
    "ServerState.OBSERVING",
    "election.ts",
    [{ find: `    if (!this.#isParticipant(this.#self)) return "OBSERVING";\n`, put: "" }],
  ),
  noVote(
    "strangers-unanswered",
    "Only members are told who leads",
    "a server that shall be added never gets in",
    "election.ts",
    [
      {
        find: `      if (state === "LOOKING") this.#tell(server, service);\n`,
        put: `      if (state === "LOOKING" && this.#isParticipant(from)) this.#tell(server, service);\n`,
      },
    ],
  ),
  noVote(
    "strangers-answered",
    "Whoever looks answers strangers who look",
    "two of them never come to an end",
    "election.ts",
    [
      {
        find: "    if (!this.#isParticipant(from)) return;\n",
        put: "    if (!this.#isParticipant(from)) return this.#tell(server, service);\n",
      },
    ],
  ),
  noVote(
    "members-of-then",
    "Members and quorum are those of the server's start",
    "ZooKeeper Dynamic Reconfiguration",
    "election.ts",
    [
      {
        find: "    this.#membership = membership;",
        put: "    this.#membership = { members: membership.members, quorum: membership.quorum };",
      },
    ],
  ),
  noVote(
    "quorum-of-then",
    "The quorum is that of the moment in which the votes came",
    "ZooKeeper Dynamic Reconfiguration",
    "election.ts",
    [
      {
        find: "if (this.#vote !== undefined && this.#isBacked()) this.#settle",
        put: "if (this.#vote !== undefined) this.#settle",
      },
    ],
  ),
  noVote(
    "the-removed-lead",
    "A server that was removed is elected by those who voted for it before",
    "doc: reconfiguration",
    "election.ts",
    [{ find: ALIVE, put: "    if (this.#vote === undefined) return false;" }],
  ),
  noVote(
    "the-removed-are-waited-for",
    "Whoever has voted for a server that was removed sticks to it",
    "doc: reconfiguration",
    "election.ts",
    [
      {
        find: "      if (this.#vote === undefined ? own !== undefined : !this.#isParticipant(this.#vote.leader)) {",
        put: "      if (this.#vote === undefined && own !== undefined) {",
      },
    ],
  ),
  noVote(
    "promoted-and-silent",
    "Who becomes a participant while it looks goes on without a vote",
    "doc: reconfiguration",
    "election.ts",
    [
      {
        find: "if (this.#vote === undefined ? own !== undefined : !this.#isParticipant(this.#vote.leader)) {",
        put: "if (this.#vote !== undefined && !this.#isParticipant(this.#vote.leader)) {",
      },
    ],
  ),
];

function repeats(id: string, mistake: string, source: string, file: string, edits: Mutant["edits"]): Mutant {
  return { id, mistake, source, step: "repeats", file, edits };
}

function noVote(id: string, mistake: string, source: string, file: string, edits: Mutant["edits"]): Mutant {
  return { id, mistake, source, step: "no-vote", file, edits };
}
