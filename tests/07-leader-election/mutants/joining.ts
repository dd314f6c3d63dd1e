import type { Mutant } from "#lab/testing/mutant";

const LED = `    if (this.#words.get(leader)?.state !== "LEADING") return false;\n`;

/** Leaders that are believed in without reason, and leaders that nobody finds. */
export const joining: Mutant[] = [
  established(
    "the-dead-lead",
    "A quorum of followers is enough: the leader needn't say anything",
    "ZOOKEEPER-569",
    [{ find: LED, put: "" }],
  ),
  established(
    "the-leader-follows",
    "A leader is believed that says anything at all",
    "ZOOKEEPER-569: its state must be LEADING",
    [{ find: `?.state !== "LEADING") return false;`, put: " === undefined) return false;" }],
  ),
  established(
    "the-leader-is-enough",
    "The leader's word is enough, whoever follows it",
    "ZooKeeper source, lookForLeader",
    [{ find: "    return quorum.isReachedBy(loyal);", put: "    return loyal.size > 0;" }],
  ),
  established(
    "half-of-the-followers",
    "Half of the voters are a quorum",
    "the most common mistake with majorities",
    [
      {
        find: "    return quorum.isReachedBy(loyal);",
        put: "    return 2 * loyal.size >= quorum.voters.size;",
      },
    ],
  ),
  established(
    "the-leader-uncounted",
    "The leader isn't counted among those who go with it",
    "of three, two others would be needed",
    [
      {
        find: "    return quorum.isReachedBy(loyal);",
        put: "    loyal.delete(leader);\n    return quorum.isReachedBy(loyal);",
      },
    ],
  ),
  established(
    "all-followers-added",
    "Whoever follows anybody is counted for everybody",
    "wrong vote set consulted, ZOOKEEPER-3537",
    [{ find: "if (word.leader === leader) loyal.add(server);", put: "loyal.add(server);" }],
  ),
  established("observers-counted", "Those who observe are counted as followers", "ZOOKEEPER-764", [
    { find: `state === "FOLLOWING" || state === "LEADING";`, put: `state !== "LOOKING";` },
  ]),
  established(
    "disloyal-follower",
    "Whoever looks again is counted as a follower for ever",
    "ZOOKEEPER-3109",
    [{ find: "    else this.#words.delete(server);\n", put: "" }],
  ),
  established("first-word-counts", "A server's first word counts", "ZOOKEEPER-3109", [
    {
      find: "if (isLoyal && leader !== undefined) this.#words",
      put: "if (isLoyal && leader !== undefined && !this.#words.has(server)) this.#words",
    },
  ]),
  established("words-never-old", "Forgetting forgets nothing", "the leader's word from before", [
    { find: "    this.#words.clear();\n", put: "" },
  ]),
  election(
    "words-outlive-look",
    "What followers said before this server looked again still counts",
    "ZOOKEEPER-569: the leader may have died since",
    [{ find: "    this.#established.clear();\n", put: "" }],
  ),
  election("decided-and-silent", "Whoever has found a leader tells nobody", "nobody ever joins", [
    { find: `      if (state === "LOOKING") this.#tell(server, service);\n`, put: "" },
  ]),
  election(
    "answers-everybody",
    "Whoever has found a leader answers every message",
    "two of them never come to an end",
    [
      {
        find: `      if (state === "LOOKING") this.#tell(server, service);\n`,
        put: "      this.#tell(server, service);\n",
      },
    ],
  ),
  election(
    "disturbed-by-newcomers",
    "A later round of a newcomer makes everybody look again",
    "an election whenever a server is restarted",
    [
      {
        find: `      if (state === "LOOKING") this.#tell(server, service);\n`,
        put: `      if (state === "LOOKING" && round > this.#round) this.look(this.#standing, this.#onElected);
      else if (state === "LOOKING") this.#tell(server, service);\n`,
      },
    ],
  ),
  election(
    "nobody-joins",
    "The words of those who follow and lead are passed over",
    "a server that comes late stays outside",
    [{ find: `    else if (state !== "OBSERVING") this.#hearLoyal(from, round, vote);\n`, put: "" }],
  ),
  election(
    "longer-history-stays-outside",
    "Only whoever has less than the leader follows it",
    "it must follow, and be cut",
    [
      {
        find: "if (this.#established.isLedBy(vote.leader, this.#membership.quorum, isOwnVote ? this.#self : undefined)) {",
        put: "const own = this.#ownVote();\n    if (this.#established.isLedBy(vote.leader, this.#membership.quorum, isOwnVote ? this.#self : undefined) && (own === undefined || supersedes(vote, own))) {",
      },
    ],
  ),
  election(
    "joins-only-its-round",
    "Only a leader of the own round is joined",
    "the rounds of newcomers are others",
    [
      {
        find: "if (this.#established.isLedBy(vote.leader, this.#membership.quorum, isOwnVote ? this.#self : undefined)) {",
        put: "if (round === this.#round && this.#established.isLedBy(vote.leader, this.#membership.quorum, isOwnVote ? this.#self : undefined)) {",
      },
    ],
  ),
  election(
    "joins-with-own-round",
    "Whoever joins keeps its own round",
    "what it answers isn't counted with the others'",
    [{ find: "      this.#round = round;\n      this.#vote = vote;", put: "      this.#vote = vote;" }],
  ),
  election("joins-with-own-vote", "Whoever joins still names whom it voted for", "what it answers is wrong", [
    { find: "      this.#round = round;\n      this.#vote = vote;", put: "      this.#round = round;" },
  ]),
  election(
    "own-vote-is-no-word",
    "Whoever has voted for a leader isn't counted among those who go with it",
    "of two that are left, the second waits in vain",
    [
      {
        find: "const isOwnVote = round === this.#round && this.#vote?.leader === vote.leader;",
        put: "const isOwnVote = false as boolean;",
      },
    ],
  ),
  election(
    "own-vote-of-any-round",
    "A vote of another round is taken for going with the leader",
    "votes of different rounds counted together",
    [
      {
        find: "const isOwnVote = round === this.#round && this.#vote?.leader === vote.leader;",
        put: "const isOwnVote = this.#vote?.leader === vote.leader;",
      },
    ],
  ),
  election(
    "everybody-goes-along",
    "Whoever looks counts itself among those who go with the leader, whatever it votes for",
    "the leader's word is enough",
    [
      {
        find: "const isOwnVote = round === this.#round && this.#vote?.leader === vote.leader;",
        put: "const isOwnVote = true as boolean;",
      },
    ],
  ),
  election(
    "wrong-vote-set",
    "Those who follow somebody are counted as voters of the own round",
    "ZOOKEEPER-3537",
    [{ find: "    this.#ballots.withdraw(from);\n", put: "    this.#ballots.cast(from, vote);\n" }],
  ),
  election("disloyal-voter", "A voter that has gone to follow another is still counted", "ZOOKEEPER-3109", [
    { find: "    this.#ballots.withdraw(from);\n", put: "" },
  ]),
  election(
    "followers-proposed",
    "A better vote of somebody who follows is adopted",
    "the leader that it follows may be dead",
    [
      {
        find: "    this.#ballots.withdraw(from);\n",
        put: "    this.#ballots.withdraw(from);\n    if (this.#vote !== undefined && supersedes(vote, this.#vote)) return this.#adopt(vote);\n",
      },
    ],
  ),
  election(
    "leads-by-old-words",
    "Whom the others follow leads, whatever round they name",
    "checkLeader compares the round",
    [
      {
        find: "      if (round === this.#round) this.#ballots.cast(from, vote);",
        put: "      this.#ballots.cast(from, vote);",
      },
    ],
  ),
  election(
    "leads-by-any-words",
    "Whom enough others follow leads, with whatever history",
    "checkLeader, and the vote that was cast",
    [
      {
        find: "      if (round === this.#round) this.#ballots.cast(from, vote);",
        put: "      if (round === this.#round && this.#vote !== undefined) this.#ballots.cast(from, this.#vote);",
      },
    ],
  ),
  election(
    "never-leads-by-words",
    "That others follow it tells a server nothing",
    "their votes to it were lost",
    [{ find: "      if (round === this.#round) this.#ballots.cast(from, vote);\n", put: "" }],
  ),
];

function established(id: string, mistake: string, source: string, edits: Mutant["edits"]): Mutant {
  return { id, mistake, source, step: "joining", file: "established.ts", edits };
}

function election(id: string, mistake: string, source: string, edits: Mutant["edits"]): Mutant {
  return { id, mistake, source, step: "joining", file: "election.ts", edits };
}
