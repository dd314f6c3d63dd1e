import type { Mutant } from "#lab/testing/mutant";

/** Rounds that don't keep votes apart, and elections that end too soon, twice or never. */
export const rounds: Mutant[] = [
  wrong("no-wait", "Whoever has a quorum behind it decides at once", "finalizeWait", [
    { find: "clock.after(FINALIZE_WAIT, () => {", put: "clock.after(0, () => {" },
  ]),
  wrong("wait-goes-on", "A server that changes its mind doesn't begin to wait anew", "finalizeWait", [
    { find: "    this.#vote = vote;\n    this.#decideLater();\n", put: "    this.#vote = vote;\n" },
    {
      find: "    if (!this.#isBacked()) return this.#decideLater();",
      put: "    if (!this.#isBacked()) return;",
    },
  ]),
  wrong(
    "decides-without-a-quorum",
    "When the wait is over, it is over, backed or not",
    "a timer that checks nothing",
    [
      { find: "    if (!this.#isBacked()) return this.#decideLater();\n", put: "" },
      {
        find: "if (this.#vote !== undefined && this.#isBacked()) this.#settle",
        put: "if (this.#vote !== undefined) this.#settle",
      },
    ],
  ),
  wrong(
    "decides-within-the-call",
    "A server that is enough by itself is elected within look",
    "the docstring of look",
    [
      {
        find: "    this.#deciding ??= this.#host",
        put: `    if (this.#membership.members.participants.length === 1) return this.#settle(this.#self);
    this.#deciding ??= this.#host`,
      },
    ],
  ),
  wrong("stubborn", "A better vote isn't adopted", "ZooKeeper source, lookForLeader", [
    { find: "    else if (supersedes(vote, this.#vote)) this.#adopt(vote);\n", put: "" },
  ]),
  wrong(
    "follows-the-crowd",
    "The last vote that is heard is adopted, better or not",
    "ZooKeeper source, lookForLeader",
    [
      {
        find: "else if (supersedes(vote, this.#vote)) this.#adopt(vote);",
        put: "else if (vote.leader !== this.#vote.leader) this.#adopt(vote);",
      },
    ],
  ),
  wrong(
    "keeps-it-to-itself",
    "A better vote is adopted and nobody is told",
    "ZooKeeper source, sendNotifications",
    [
      {
        find: "    if (vote !== undefined) this.#ballots.cast(this.#self, vote);\n    this.#tellParticipants();",
        put: "    if (vote !== undefined) this.#ballots.cast(this.#self, vote);\n    if (vote?.leader === this.#self) this.#tellParticipants();",
      },
    ],
  ),
  wrong(
    "tells-only-the-sender",
    "Whoever has brought a better vote is told that it was adopted, and no one else",
    "sendNotifications",
    [
      {
        find: "else if (supersedes(vote, this.#vote)) this.#adopt(vote);",
        put: `else if (supersedes(vote, this.#vote)) {
      this.#vote = vote;
      this.#ballots.cast(this.#self, vote);
      this.#tell(server, service);
    }`,
      },
    ],
  ),
  wrong(
    "worse-votes-unanswered",
    "Whoever has a worse vote isn't told the better one",
    "it began later, and heard nothing of it",
    [{ find: "    else if (supersedes(this.#vote, vote)) this.#tell(server, service);\n", put: "" }],
  ),
  wrong(
    "own-vote-uncounted",
    "A server doesn't count itself",
    "ZooKeeper sends its notifications to itself, too",
    [{ find: "    if (vote !== undefined) this.#ballots.cast(this.#self, vote);\n", put: "" }],
  ),
  wrong(
    "older-round-counted",
    "A vote of an earlier round is told the round, and counted all the same",
    "votes of an older round counted",
    [
      {
        find: "if (round < this.#round) return this.#tell(server, service);",
        put: "if (round < this.#round) this.#tell(server, service);",
      },
      {
        find: "else if (supersedes(vote, this.#vote)) this.#adopt",
        put: "else if (round === this.#round && supersedes(vote, this.#vote)) this.#adopt",
      },
    ],
  ),
  wrong(
    "older-round-adopted",
    "A better vote of an earlier round is adopted",
    "votes of an older round counted",
    [
      {
        find: "if (round < this.#round) return this.#tell(server, service);",
        put: "if (round < this.#round && !supersedes(vote, this.#vote)) return this.#tell(server, service);",
      },
    ],
  ),
  wrong(
    "older-round-unanswered",
    "Whoever is in an earlier round isn't told",
    "a server that was restarted never catches up",
    [
      {
        find: "if (round < this.#round) return this.#tell(server, service);",
        put: "if (round < this.#round) return;",
      },
    ],
  ),
  wrong("later-round-ignored", "Each server stays in its own round", "rounds that never meet", [
    {
      find: "    if (round > this.#round) this.#enterRound(round, supersedes(vote, own) ? vote : own);\n    else if",
      put: "    if (round > this.#round) return;\n    if",
    },
  ]),
  wrong(
    "later-round-with-old-vote",
    "In a new round the vote of the old one is kept",
    "the candidate may be why there is a new round",
    [{ find: "supersedes(vote, own) ? vote : own", put: "supersedes(vote, this.#vote) ? vote : this.#vote" }],
  ),
  wrong(
    "later-round-with-their-vote",
    "Whoever joins a later round takes the vote that comes with it",
    "the own history may be longer",
    [{ find: "supersedes(vote, own) ? vote : own", put: "vote" }],
  ),
  wrong(
    "later-round-with-own-vote",
    "Whoever joins a later round begins with its own vote, whatever it heard",
    "the vote that was heard is lost",
    [{ find: "supersedes(vote, own) ? vote : own", put: "own" }],
  ),
  wrong(
    "later-round-keeps-ballots",
    "The ballots of the old round are counted in the new one",
    "votes of an older round counted",
    [{ find: "    this.#ballots.clear();\n    this.#adopt(vote);", put: "    this.#adopt(vote);" }],
  ),
  wrong(
    "round-stays",
    "Looking again doesn't begin a new round",
    "the votes for the dead leader are still counted",
    [
      {
        find: "this.#enterRound(this.#round + 1, this.#ownVote());\n    // #region own repeats",
        put: "this.#enterRound(this.#round, this.#ownVote());\n    // #region own repeats",
      },
    ],
  ),
  wrong(
    "look-keeps-the-vote",
    "Looking again begins with the vote of the last election",
    "everybody elects the dead leader again",
    [
      {
        find: "this.#enterRound(this.#round + 1, this.#ownVote());\n    // #region own repeats",
        put: "this.#enterRound(this.#round + 1, this.#vote ?? this.#ownVote());\n    // #region own repeats",
      },
    ],
  ),
  wrong(
    "told-too-soon",
    "onElected is called before the state has changed",
    "a callback that looks again is undone",
    [
      {
        find: "  #settle(leader: ServerId): void {\n    this.#leader = leader;",
        put: "  #settle(leader: ServerId): void {\n    this.#onElected?.(leader);\n    this.#leader = leader;",
      },
      { find: "    // #endregion\n    this.#onElected?.(leader);\n", put: "    // #endregion\n" },
    ],
  ),
  wrong(
    "decides-again",
    "Votes that come after the end make a second end",
    "onElected is called once for each look",
    [
      {
        find: "    if (this.#leader !== undefined) {\n      // #region own joining",
        put: "    if (this.#leader !== undefined && this.#leader !== this.#self) {\n      // #region own joining",
      },
    ],
  ),
  wrong(
    "timer-outlives-look",
    "The wait of an election that was given up decides the next one",
    "a timer that isn't cancelled",
    [
      { find: "    this.#vote = vote;\n    this.#decideLater();\n", put: "    this.#vote = vote;\n" },
      {
        find: "    if (!this.#isBacked()) return this.#decideLater();",
        put: "    if (!this.#isBacked()) return;",
      },
      {
        find: "if (this.#vote !== undefined && this.#isBacked()) this.#settle",
        put: "if (this.#vote !== undefined) this.#settle",
      },
    ],
  ),
  wrong("zxid-cut", "The own zxid is told with 32 bits", "32-bit arithmetic", [
    {
      find: "return { leader: this.#self, epoch, zxid };",
      put: "return { leader: this.#self, epoch, zxid: BigInt.asUintN(32, zxid) };",
    },
  ]),
  wrong("zxid-rounded", "The own zxid goes through a number of 53 bits", "JavaScript's numbers", [
    {
      find: "return { leader: this.#self, epoch, zxid };",
      put: "return { leader: this.#self, epoch, zxid: BigInt(Number(zxid)) };",
    },
  ]),
  wrong(
    "epoch-of-the-zxid-told",
    "The epoch that is told is that of the last transaction",
    "an epoch without a transaction doesn't count",
    [
      {
        find: "return { leader: this.#self, epoch, zxid };",
        put: "return { leader: this.#self, epoch: Math.min(epoch, Number(zxid >> 32n)), zxid };",
      },
    ],
  ),
];

function wrong(id: string, mistake: string, source: string, edits: Mutant["edits"]): Mutant {
  return { id, mistake, source, step: "rounds", file: "election.ts", edits };
}
