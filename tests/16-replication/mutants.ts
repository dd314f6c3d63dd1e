import { type Mutant, mutant } from "#lab/testing/mutant";

const LINEAGE = { step: "lineage", file: "lineage.ts" };
const PROGRESS = { step: "high-watermark", file: "progress.ts" };
const LEADING = { step: "leading", file: "replica.ts" };
const FOLLOWING = { step: "following", file: "following.ts" };
const IN_SYNC = { step: "in-sync", file: "in-sync.ts" };
const MEMBERS = { step: "in-sync", file: "replica.ts" };
const ELECTION = { step: "controller", file: "election.ts" };
const CONTROLLER = { step: "controller", file: "controller.ts" };

/** Wrong replication that somebody really wrote, or easily might. Each must die in its step. */
export const mutants: Mutant[] = [
  mutant(LINEAGE, "begins-again", "Each batch begins its epoch anew", "a check that is forgotten", [
    "if (leaderEpoch <= (this.latest ?? -1)) return;",
    "if (leaderEpoch < (this.latest ?? -1)) return;",
  ]),
  mutant(LINEAGE, "goes-back", "An older epoch may follow a newer one", "a check that is forgotten", [
    "if (leaderEpoch <= (this.latest ?? -1)) return;",
    "if (leaderEpoch === this.latest) return;",
  ]),
  mutant(
    LINEAGE,
    "exact-epoch",
    "Only an epoch that the leader has had has an answer",
    "KIP-279: the largest epoch that isn't larger",
    ["each.epoch <= epoch", "each.epoch === epoch"],
  ),
  mutant(LINEAGE, "end-of-log", "Every epoch ends with the log", "an end that isn't the next one's start", [
    "?? logEnd };",
    "&& logEnd || logEnd };",
  ]),
  mutant(
    LINEAGE,
    "oldest-epoch",
    "The oldest epoch that isn't newer is named, not the newest",
    "a search from the wrong end",
    ["findLastIndex", "findIndex"],
  ),
  mutant(
    LINEAGE,
    "cut-epochs-stay",
    "What was cut off stays in the lineage",
    "an index behind the log's end",
    ["this.#starts = this.#starts.filter(({ start }) => start < logEnd);", ""],
  ),
  mutant(LINEAGE, "cut-one-too-few", "An epoch that begins right at the cut stays", "off by one", [
    "start < logEnd",
    "start <= logEnd",
  ]),
  mutant(
    LINEAGE,
    "not-cleared",
    "A log that begins anew has the old one's epochs",
    "a state that isn't reset",
    ["    this.#starts = [];\n    // #endregion\n  }\n}", "    // #endregion\n  }\n}"],
  ),
  mutant(
    LINEAGE,
    "cut-to-answer",
    "The follower cuts where the leader says, without looking at its own lineage",
    "faults: no epoch lineage (KIP-279, KAFKA-6361)",
    ["if (mine.epoch === answer.epoch) {", "if (mine.epoch >= 0) {"],
    [
      "{ to: mine.end < answer.end ? mine.end : answer.end, asksAgain: false }",
      "{ to: logEnd < answer.end ? logEnd : answer.end, asksAgain: false }",
    ],
  ),
  mutant(
    LINEAGE,
    "never-asks-again",
    "When the two have no epoch in common yet, it stops asking",
    "KIP-279",
    ["asksAgain: mine.epoch !== asked", "asksAgain: mine.epoch > asked"],
  ),
  mutant(LINEAGE, "longer-of-the-two", "An epoch is as long as the longer of the two logs", "min and max", [
    "mine.end < answer.end ? mine.end : answer.end",
    "mine.end > answer.end ? mine.end : answer.end",
  ]),
  mutant(
    LINEAGE,
    "nothing-in-common-kept",
    "With nothing in common, everything is kept",
    "an undefined that means go on",
    [
      "if (answer === undefined) return { to: 0n, asksAgain: false };",
      "if (answer === undefined) return { to: logEnd, asksAgain: false };",
    ],
  ),

  mutant(
    PROGRESS,
    "mark-goes-back",
    "The high watermark goes back when a follower does",
    "a maximum that is forgotten",
    ["least === undefined || least < before ? before : least", "least ?? before"],
  ),
  mutant(PROGRESS, "first-decides", "The furthest decides", "min and max", ["end < least", "end > least"]),
  mutant(
    PROGRESS,
    "unknown-ignored",
    "One of which nothing is known is left out",
    "an undefined that means nobody",
    ["if (end === undefined) return before;", "if (end === undefined) continue;"],
  ),
  mutant(
    PROGRESS,
    "unknown-is-behind",
    "Under steady work everybody seems to be behind",
    "KIP: caught up at the last fetch",
    ["offset >= before.endThen", "offset > logEnd"],
  ),
  mutant(
    PROGRESS,
    "asking-is-enough",
    "Whoever asks isn't behind, however little it has",
    "replica.lag.time.max.ms before KIP-16",
    [
      "if (offset >= logEnd) caughtUpAt = now;",
      "caughtUpAt = now;\n    if (offset >= logEnd) caughtUpAt = now;",
    ],
  ),
  mutant(
    PROGRESS,
    "now-in-place-of-then",
    "Whoever has what there was the last time has everything now",
    "the wrong time",
    ["Math.max(caughtUpAt, before.askedAt)", "Math.max(caughtUpAt, now)"],
  ),
  mutant(
    PROGRESS,
    "never-caught-up",
    "A follower that hasn't asked yet has been behind for ever",
    "0 as a time",
    [
      "return this.#known.get(follower)?.caughtUpAt ?? this.#since;",
      "return this.#known.get(follower)?.caughtUpAt ?? 0;",
    ],
  ),
  mutant(
    PROGRESS,
    "only-forward",
    "A follower that has less than before counts as it did",
    "a maximum too many",
    [
      "{ end: offset, caughtUpAt",
      "{ end: before !== undefined && before.end > offset ? before.end : offset, caughtUpAt",
    ],
  ),

  mutant(
    LEADING,
    "acks-all-is-one",
    "Whoever wants acks from all is told when the leader has it",
    "acks=all answered early",
    [
      'end <= (acks === "all" ? this.highWatermark : this.log.recoveryPoint)',
      "end <= this.log.recoveryPoint",
    ],
  ),
  mutant(
    LEADING,
    "acks-one-is-all",
    "Whoever wants acks from the leader alone waits for all",
    "a condition too many",
    ['end <= (acks === "all" ? this.highWatermark : this.log.recoveryPoint)', "end <= this.highWatermark"],
  ),
  mutant(
    LEADING,
    "leader-not-counted",
    "The leader's own disk isn't waited for",
    "end of log in the place of what is durable",
    ["each === name ? this.log.recoveryPoint :", "each === name ? this.log.endOffset :"],
  ),
  mutant(
    LEADING,
    "reads-to-the-end",
    "Readers see what only the leader has",
    "faults: reads stop at the high watermark",
    [
      'if (offset >= this.highWatermark) return this.#records("NONE");\n    return this.#records("NONE", this.log.read(offset, maxBytes, this.highWatermark));',
      'return this.#records("NONE", this.log.read(offset, maxBytes));',
    ],
  ),
  mutant(
    LEADING,
    "followers-to-the-mark",
    "Followers get only what all have: then nobody ever gets anything new",
    "the reader's bound for followers",
    ["this.log.read(offset, maxBytes, recoveryPoint)", "this.log.read(offset, maxBytes, this.highWatermark)"],
  ),
  mutant(
    LEADING,
    "not-durable-and-sent",
    "Followers get what isn't durable at the leader: after a loss of power it writes something else in the same epoch",
    "an epoch with two records at one offset",
    ["this.log.read(offset, maxBytes, recoveryPoint)", "this.log.read(offset, maxBytes)"],
  ),
  mutant(
    LEADING,
    "ahead-is-an-error",
    "A reader that is further than the high watermark is sent away",
    "KIP-207",
    [
      'if (offset >= this.highWatermark) return this.#records("NONE");',
      'if (offset > this.highWatermark) return this.#records("OFFSET_OUT_OF_RANGE");',
    ],
  ),
  mutant(
    LEADING,
    "old-epoch-heard",
    "A follower of an older epoch is listened to",
    "faults: unfenced fetch (KIP-320)",
    ['if (currentEpoch < this.#leading.epoch) return "FENCED_LEADER_EPOCH";', ""],
  ),
  mutant(
    LEADING,
    "new-epoch-heard",
    "A leader talks to those who know of a newer one",
    "faults: unfenced fetch (KIP-320)",
    ['currentEpoch > this.#leading.epoch ? "UNKNOWN_LEADER_EPOCH" : "NONE"', '"NONE"'],
  ),
  mutant(
    LEADING,
    "start-unrecorded",
    "An epoch in which nothing is written is not in the lineage",
    "faults: epoch start unrecorded (KAFKA-7415)",
    ["this.lineage.assign({ leaderEpoch: epoch, baseOffset: start });", "void epoch;"],
  ),
  mutant(LEADING, "old-epoch-written", "What is written has no epoch", "a parameter that is forgotten", [
    "base = this.log.append(batch, leading.epoch);",
    "base = this.log.append(batch, 0);",
  ]),
  mutant(
    LEADING,
    "nobody-told",
    "When it stops leading, those who wait are left waiting",
    "callbacks that are dropped",
    ['for (const { done } of waiting) done("NOT_LEADER_OR_FOLLOWER", -1n);', "void waiting;"],
  ),
  mutant(
    LEADING,
    "told-of-success",
    "When it stops leading, those who wait are told that all is well",
    "the wrong error",
    [
      'for (const { done } of waiting) done("NOT_LEADER_OR_FOLLOWER", -1n);',
      'for (const { done, base } of waiting) done("NONE", base);',
    ],
  ),
  mutant(
    LEADING,
    "too-far-counts",
    "A follower that claims more than there is counts",
    "a range that isn't looked at",
    [
      'if (offset < startOffset || offset > endOffset) return this.#records("OFFSET_OUT_OF_RANGE");\n    leading',
      "leading",
    ],
    [
      "this.log.read(offset, maxBytes, recoveryPoint)",
      "offset > endOffset ? [] : this.log.read(offset, maxBytes, recoveryPoint)",
    ],
  ),
  mutant(LEADING, "progress-not-noted", "What followers have isn't noted", "a call that is forgotten", [
    "leading.progress.asked(replica, offset, this.#host.clock.now(), recoveryPoint);",
    "",
  ]),

  mutant(
    FOLLOWING,
    "to-the-high-watermark",
    "A follower cuts its log to the high watermark that it knows of",
    "faults: truncate to the high watermark (KIP-101)",
    [
      "const { to, asksAgain } = cutFor(lineage, log.endOffset, this.#asked, answer);",
      "void cutFor;\n    void answer;\n    const [to, asksAgain] = [this.#copy.highWatermark, false];",
    ],
  ),
  mutant(
    FOLLOWING,
    "never-cuts",
    "A follower never cuts anything off",
    "faults: missed epoch not truncated (KAFKA-7164)",
    ["if (to >= log.endOffset) return next();", "if (to >= 0n) return next();"],
  ),
  mutant(
    FOLLOWING,
    "no-question",
    "A follower with a log asks for more without comparing it",
    "faults: missed epoch not truncated (KAFKA-7164)",
    [
      "if (latest === undefined) return this.#ask();",
      "if (latest === undefined || latest >= 0) return this.#ask();",
    ],
  ),
  mutant(FOLLOWING, "asks-once", "After the first cut it doesn't ask again", "KIP-279", [
    "asksAgain ? this.#align() : this.#ask()",
    "asksAgain ? this.#ask() : this.#ask()",
  ]),
  mutant(
    FOLLOWING,
    "asks-before-flush",
    "It asks for more before what it has is durable: the leader counts on something that a loss of power takes",
    "faults: ack before fsync",
    ["this.#copy.log.flush(() => {", "((act: () => void) => act())(() => {"],
  ),
  mutant(
    FOLLOWING,
    "mark-of-the-leader",
    "It takes the leader's high watermark although its own log isn't that long",
    "faults: raise the high watermark before truncating (KAFKA-14704)",
    [
      "const known = highWatermark < log.endOffset ? highWatermark : log.endOffset;",
      "const known = highWatermark;",
    ],
  ),
  mutant(
    FOLLOWING,
    "mark-before-cut",
    "It learns the high watermark of the leader before it has compared its log",
    "faults: raise the high watermark before truncating (KAFKA-14704)",
    [
      "    this.#asked = latest;\n",
      "    this.#asked = latest;\n    this.#copy.highWatermark = this.#copy.log.endOffset;\n",
    ],
  ),
  mutant(
    FOLLOWING,
    "mark-not-learned",
    "It never learns up to where all have it",
    "a field that isn't read",
    ["if (known > this.#copy.highWatermark) this.#copy.highWatermark = known;", "void known;"],
  ),
  mutant(FOLLOWING, "lineage-not-kept", "It doesn't take note of epochs", "an index that isn't written", [
    "      lineage.assign(readInfo(batch));\n",
    "      void readInfo;\n",
  ]),
  mutant(
    FOLLOWING,
    "lineage-not-cut",
    "The lineage still knows of what was cut off",
    "an index behind the log's end",
    ["        lineage.truncate(log.endOffset);\n", ""],
  ),

  mutant(IN_SYNC, "leader-may-go", "The leader itself may be behind", "a name that isn't looked at", [
    "name !== leader && now",
    "now",
  ]),
  mutant(IN_SYNC, "a-moment-too-early", "Whoever is just within the time goes", "off by one", [
    "> lagMs",
    ">= lagMs",
  ]),
  mutant(
    IN_SYNC,
    "joins-too-early",
    "Whoever has what this leader has promised may join, although the leader before may have promised more",
    "faults: join the ISR before the epoch's start offset (KAFKA-7128)",
    ["end >= highWatermark && end >= epochStart", "end >= highWatermark"],
  ),
  mutant(
    IN_SYNC,
    "joins-behind",
    "Whoever has what there was when the leader began may join",
    "one condition of two",
    ["end >= highWatermark && end >= epochStart", "end >= epochStart"],
  ),
  mutant(
    MEMBERS,
    "pending-ignored",
    "Those who are about to be in sync don't count yet: the table may have taken them already",
    "faults: high watermark ignores the pending ISR",
    [
      "if (proposed !== undefined) return [...new Set([...this.#state!.isr, ...proposed])];",
      "if (proposed !== undefined) return this.#state!.isr;",
    ],
  ),
  mutant(
    MEMBERS,
    "pending-counts-alone",
    "Those who are about to go don't count any more, although the table doesn't know it yet",
    "faults: high watermark ignores the pending ISR",
    [
      "if (proposed !== undefined) return [...new Set([...this.#state!.isr, ...proposed])];",
      "if (proposed !== undefined) return proposed;",
    ],
  ),
  mutant(
    MEMBERS,
    "a-moment-uncounted",
    "The answer of the table is known, and for a moment neither the wish nor the answer counts",
    "a second solution of this chapter",
    [
      `      this.become(now);
      this.#advance();`,
      `      this.#advance();
      this.become(now);
      this.#advance();`,
    ],
  ),
  mutant(
    MEMBERS,
    "below-the-minimum",
    "With too few in sync it is taken all the same",
    "faults: acks=all answered below min.insync.replicas",
    ['return done("NOT_ENOUGH_REPLICAS", -1n);', "void 0;"],
  ),
  mutant(
    MEMBERS,
    "minimum-looked-at-once",
    "They went after it was written, and it is acknowledged",
    "faults: acks=all answered below min.insync.replicas",
    ['done("NOT_ENOUGH_REPLICAS_AFTER_APPEND", base);\n        continue;', "void 0;"],
  ),
  mutant(MEMBERS, "minimum-for-everybody", "Also acks 1 needs the minimum", "a condition that is forgotten", [
    'if (acks === "all" && this.#state!.isr.length < this.#options.minInSync) {\n      return',
    "if (this.#state!.isr.length < this.#options.minInSync) {\n      return",
  ]),
  mutant(MEMBERS, "anybody-joins", "Somebody without a copy may be in sync", "a list that isn't looked at", [
    " || !replicas.includes(follower)",
    " || replicas.length === 0",
  ]),
  mutant(MEMBERS, "nobody-joins", "Who was out stays out", "a call that is forgotten", [
    "this.#propose([...isr, follower]);",
    "void follower;",
  ]),
  mutant(
    MEMBERS,
    "nobody-goes",
    "One that is away stops the partition for ever",
    "a call that is forgotten",
    ["this.#propose(isr.filter((name) => !late.includes(name)));", "void late;"],
  ),
  mutant(
    MEMBERS,
    "waits-for-nobody",
    "When the table has answered, nobody looks whether those who wait can be told",
    "a call that is forgotten",
    ["      this.become(now);\n      this.#advance();\n", "      this.#state = now;\n"],
  ),

  mutant(
    ELECTION,
    "out-of-sync-leads",
    "One that isn't in sync leads, without being asked for",
    "unclean election by mistake",
    ["live.has(name) && isr.includes(name)", "live.has(name)"],
  ),
  mutant(ELECTION, "dead-one-leads", "The first in sync leads, there or not", "a set that isn't looked at", [
    "live.has(name) && isr.includes(name)",
    "isr.includes(name)",
  ]),
  mutant(
    ELECTION,
    "dead-stay-in-sync",
    "Who is gone stays in sync: nothing is acknowledged until it is put out",
    "a filter that is forgotten",
    ["isr: isr.filter((name) => live.has(name)) };", "isr };"],
  ),
  mutant(ELECTION, "same-epoch", "A new leader has the old one's epoch", "an epoch that isn't raised", [
    "epoch: epoch + 1 };",
    "epoch };",
  ]),
  mutant(
    ELECTION,
    "always-elects",
    "A leader that is there is elected again, and again",
    "a check that is forgotten",
    ["if (leader !== undefined && live.has(leader)) return undefined;", ""],
  ),
  mutant(
    ELECTION,
    "sync-list-emptied",
    "When nobody can lead, nobody is in sync any more: then nobody ever leads again",
    "KAFKA: the last in sync stays",
    [
      "return leader === undefined ? undefined : { ...next, leader: undefined };",
      "return leader === undefined ? undefined : { ...next, leader: undefined, isr: [] };",
    ],
  ),
  mutant(
    ELECTION,
    "decided-again",
    "That nobody leads is decided again and again",
    "a state that is written without need",
    [
      "return leader === undefined ? undefined : { ...next, leader: undefined };",
      "return { ...next, leader: undefined };",
    ],
  ),
  mutant(
    ELECTION,
    "unclean-always",
    "Unclean elections whether wanted or not",
    "an option that isn't looked at",
    ["const any = unclean ?", "const any = unclean || !unclean ?"],
  ),
  mutant(
    ELECTION,
    "unclean-first",
    "With unclean elections one that isn't in sync may lead although another is",
    "the wrong order",
    [
      "const clean = replicas.find((name) => live.has(name) && isr.includes(name));",
      "const clean = unclean ? undefined : replicas.find((name) => live.has(name) && isr.includes(name));",
    ],
  ),
  mutant(
    ELECTION,
    "unclean-keeps-the-list",
    "One that wasn't in sync leads, and the others count as in sync",
    "a list that isn't true any more",
    ["isr: [any] };", "isr };"],
  ),
  mutant(
    CONTROLLER,
    "brokers-not-watched",
    "Who comes and goes is looked at once",
    "a watch that is forgotten",
    ["await this.keeper.getChildren(BROKERS, this.#tell)", "await this.keeper.getChildren(BROKERS)"],
  ),
  mutant(CONTROLLER, "nobody-elected", "It looks, and writes nothing", "a call that is forgotten", [
    "await Promise.all(partitions.map((partition) => this.#electFor(partition, live)));",
    "void [partitions, live];",
  ]),
];
