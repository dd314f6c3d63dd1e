import { type Mutant, mutant } from "#lab/testing/mutant";

const RECORDS = { step: "records", file: "group-record.ts" };
const MAP = { step: "materialise", file: "offsets.ts" };
const COMMIT = { step: "commit", file: "coordinator.ts" };
const FAILOVER = { step: "failover", file: "coordinator.ts" };
const BOUNDS = { step: "failover", file: "bounds.ts" };
const POSITION = { step: "consumer", file: "position.ts" };
const READER = { step: "consumer", file: "partition-reader.ts" };
const CONSUMER = { step: "consumer", file: "group-consumer.ts" };
const LAG = { step: "lag", file: "bounds.ts" };

/** Wrong memories that somebody really wrote, or easily might. Each must die in its step. */
export const mutants: Mutant[] = [
  mutant(
    RECORDS,
    "group-not-in-key",
    "The key is that of the partition alone: groups forget for each other",
    "a key too short",
    ["  writeText(key, group);\n  writeText(key, topic);", '  writeText(key, "");\n  writeText(key, topic);'],
  ),
  mutant(RECORDS, "partition-not-in-key", "The key doesn't say which partition", "a key too short", [
    "  key.i32(partition);",
    "  key.i32(0);",
  ]),
  mutant(
    RECORDS,
    "tombstone-with-value",
    "A tombstone has an empty value, and is kept for ever",
    "null and empty are two things",
    [
      "if (commit === undefined) return { key: key.view().slice(), value: null };",
      "if (commit === undefined) return { key: key.view().slice(), value: new Uint8Array(0) };",
    ],
  ),
  mutant(RECORDS, "epoch-forgotten", "The epoch isn't written", "KIP-320", [
    "  value.i32(commit.leaderEpoch);",
    "  value.i32(-1);",
  ]),
  mutant(RECORDS, "offset-as-number", "The offset passes through a number", "2^53", [
    "writeI64(value, commit.offset);",
    "writeI64(value, BigInt(Number(commit.offset)));",
  ]),
  mutant(RECORDS, "old-key-unknown", "Keys of version 0 are passed over", "both versions are alike", [
    "if (version > GROUP_KEY) return undefined;",
    "if (version > GROUP_KEY || version < OFFSET_KEY) return undefined;",
  ]),
  mutant(
    RECORDS,
    "newer-key-read",
    "A key that isn't known is read as one of an offset",
    "later versions have other kinds",
    ["  if (version > GROUP_KEY) return undefined;\n", ""],
  ),
  mutant(
    RECORDS,
    "hash-of-bytes",
    "The name is hashed by its bytes",
    "as the partitioner of chapter 15 does",
    [
      "for (let at = 0; at < group.length; at++) hash = (Math.imul(hash, 31) + group.charCodeAt(at)) | 0;",
      "for (const unit of new TextEncoder().encode(group)) hash = (Math.imul(hash, 31) + unit) | 0;",
    ],
  ),
  mutant(
    RECORDS,
    "hash-masked",
    "The sign is masked away, as chapter 15 does it with keys",
    "Utils.abs and Utils.toPositive",
    ["(hash === least ? 0 : Math.abs(hash))", "(hash === least ? 0 : hash & 0x7fffffff)"],
  ),
  mutant(
    RECORDS,
    "hash-of-least",
    "The least number keeps its absolute value",
    "Math.abs of Java gives it back",
    ["(hash === least ? 0 : Math.abs(hash))", "Math.abs(hash + (hash === least ? 0 : 0))"],
  ),
  mutant(
    RECORDS,
    "hash-as-float",
    "It is multiplied as a number",
    "Math.imul",
    ["Math.imul(hash, 31)", "hash * 31"],
    ["group.charCodeAt(at)) | 0;", "group.charCodeAt(at)) % 0x80000000;"],
  ),

  mutant(MAP, "first-word", "The first word on a key counts", "a map that is only filled", [
    "      else remembered.commits.set(key, { place: { topic, partition }, commit });",
    "      else if (!remembered.commits.has(key)) remembered.commits.set(key, { place: { topic, partition }, commit });",
  ]),
  mutant(MAP, "highest-word", "The highest offset counts: nobody can go back", "an operator's reset", [
    "      else remembered.commits.set(key, { place: { topic, partition }, commit });",
    "      else if ((remembered.commits.get(key)?.commit.offset ?? -1n) <= commit.offset) remembered.commits.set(key, { place: { topic, partition }, commit });",
  ]),
  mutant(
    MAP,
    "tombstones-ignored",
    "A tombstone changes nothing",
    "what was forgotten is there again after a failover",
    [
      "      if (commit === undefined) remembered.commits.delete(key);\n      else ",
      "      if (commit !== undefined) ",
    ],
  ),
  mutant(MAP, "again", "What was taken in before is taken in again", "KAFKA-5247", [
    "offset < this.next || key === null",
    "key === null",
  ]),
  mutant(
    MAP,
    "next-by-records",
    "It goes on behind the last record, not behind the batch",
    "a batch that compaction has emptied",
    [
      "if (lastOffset >= this.next) this.next = lastOffset + 1n;",
      "const last = decodeRecords(batch).at(-1)?.offset ?? -1n;\n      void lastOffset;\n      if (last >= this.next) this.next = last + 1n;",
    ],
  ),
  mutant(MAP, "off-by-one", "The last record is taken in again", "an offset that is the last, not the next", [
    "this.next = lastOffset + 1n",
    "this.next = lastOffset",
  ]),
  mutant(
    MAP,
    "expired-with-members",
    "Offsets of a group with members are forgotten when they are old",
    "KAFKA-8069; before KIP-211",
    [
      "if (since === undefined || now - since < retention) continue;",
      "if (since !== undefined && now - since < retention) continue;",
    ],
  ),
  mutant(MAP, "expired-at-once", "The age counts from what was said alone", "KAFKA-8069", [
    "if (since === undefined || now - since < retention) continue;",
    "if (since === undefined) continue;",
  ]),
  mutant(
    MAP,
    "expired-all",
    "With the group's age all goes, also what was just said",
    "an operator's reset is forgotten",
    ["now - commit.at >= retention", "retention >= 0"],
  ),
  mutant(MAP, "group-too-early", "The group goes though something of it stays", "its generation is gone", [
    "if (old.length === commits.size)",
    "if (old.length > 0)",
  ]),
  mutant(
    MAP,
    "forgets-itself",
    "What expires is taken out of the map before the log says so",
    "two histories",
    [
      "      for (const { place } of old) tombstones",
      "      for (const { place } of old) commits.delete(keyOf(place.topic, place.partition));\n      for (const { place } of old) tombstones",
    ],
  ),

  mutant(COMMIT, "leader-alone", "A commit is answered when the coordinator's log has it", "acks=1", [
    'this.#replica.append(batch, "all", (error) => {',
    "this.#replica.append(batch, 1, (error) => {",
  ]),
  mutant(COMMIT, "told-at-once", "A commit is answered before it is anywhere", "fast, and lost", [
    '    this.#write(records, (error) => tell(error ?? "NONE"));',
    '    this.#write(records, () => {});\n    tell("NONE");',
  ]),
  mutant(COMMIT, "unjudged", "Anybody may commit", "fencing", [
    "if (wrong !== undefined) return tell(wrong);\n    if (committing",
    "if (committing",
  ]),
  mutant(COMMIT, "any-generation", "A member of any generation may commit", "a zombie takes the group back", [
    "found.judge(member, instance, generation)",
    "found.judge(member, instance, found.generation)",
  ]),
  mutant(
    COMMIT,
    "during-division",
    "It may be said while it isn't decided whose it is",
    "Kafka, CompletingRebalance",
    [
      'return found.state === "CompletingRebalance" ? "REBALANCE_IN_PROGRESS" : undefined;',
      "return undefined;",
    ],
  ),
  mutant(
    COMMIT,
    "not-before-division",
    "Nothing may be said while the others come",
    "members commit before they come again",
    ['found.state === "CompletingRebalance"', 'found.state !== "Stable"'],
  ),
  mutant(
    COMMIT,
    "operator-always",
    "An operator may speak for a group at work",
    "kafka-consumer-groups refuses it",
    ["found === undefined || found.members.length === 0", "found === undefined || found.members.length >= 0"],
  ),
  mutant(
    COMMIT,
    "fetch-unjudged",
    "Whoever was replaced is told what its successor has committed",
    "fencing",
    [
      "speaker.generation < 0 ? undefined : this.#judge(term, speaker)",
      "speaker.generation < 0 ? undefined : undefined",
    ],
  ),
  mutant(COMMIT, "stale-fetch", "A fetch doesn't wait for what is under way", "KIP-447 has it as an option", [
    "term.waiting.push({ end: this.#replica.log.endOffset, act });",
    "term.waiting.push({ end: 0n, act });",
  ]),
  mutant(
    COMMIT,
    "unreadable",
    "The map takes in what isn't everybody's yet",
    "KIP-101: it may never have been",
    [
      "    const { log, highWatermark } = this.#replica;",
      "    const { log } = this.#replica;\n    const highWatermark = log.endOffset;",
    ],
  ),

  mutant(
    FAILOVER,
    "loaded-at-once",
    "It answers from what it has taken in so far",
    "groups begin anew after a failover",
    ["    if (term.offsets.next < this.#replica.leadership!.start) return this.#loadMore(term);\n", ""],
  ),
  mutant(FAILOVER, "waits-for-ever", "Whoever waits isn't told when it ends", "a consumer that hangs", [
    '    for (const { act } of term.waiting) act("NOT_COORDINATOR");\n',
    "",
  ]),
  mutant(FAILOVER, "generation-anew", "Generations begin at 1 again", "Kafka, GroupMetadataValue", [
    "    entry.group.generation = term.offsets.generationOf(name);\n",
    "",
  ]),
  mutant(
    FAILOVER,
    "generation-unwritten",
    "Parts are told, and the generation is never written down",
    "the next coordinator gives it again",
    ['if (reply.type === "synced") {', 'if (reply.type === "synced" && request.generation < 0) {'],
  ),
  mutant(
    FAILOVER,
    "told-before-written",
    "Parts are told while the generation is being written",
    "it may never be",
    [
      "        return this.#remember(term, request.group, request.generation, (error) =>\n          tell(error === undefined ? reply : refused(error)),\n        );",
      "        this.#remember(term, request.group, request.generation, () => {});\n        return tell(reply);",
    ],
  ),
  mutant(
    FAILOVER,
    "second-not-waiting",
    "Whoever asks second is told at once",
    "it is being written, not written",
    [
      "      term.waiting.push({ end: this.#replica.log.endOffset, act: done });\n      return;",
      "      return done(undefined);",
    ],
  ),
  mutant(BOUNDS, "end-goes-back", "A new leader shows as the end what it knows so far", "KAFKA-2334", [
    '  if (bounds.end < leadership.start) return { error: "OFFSET_NOT_AVAILABLE", ...nothing };\n',
    "",
  ]),

  mutant(POSITION, "earliest-is-zero", "Earliest is offset 0", "retention has taken it", [
    'policy === "earliest" ? start : end',
    'policy === "earliest" ? 0n : end',
  ]),
  mutant(
    POSITION,
    "none-begins",
    "Without a policy it begins at the end",
    "records are passed over, silently",
    ['  if (policy === "none") return undefined;\n', ""],
  ),
  mutant(
    POSITION,
    "reset-always",
    "The policy counts also where something was committed",
    "a service that does all again",
    ["if (position === undefined) return", 'if (position === undefined || policy !== "none") return'],
  ),
  mutant(
    POSITION,
    "end-is-outside",
    "A place at the very end is out of range",
    "a consumer that has read everything",
    ["offset < start || offset > end", "offset < start || offset >= end"],
  ),
  mutant(POSITION, "start-is-outside", "The first place is out of range", "a bound that is wrong by one", [
    "offset < start || offset > end",
    "offset <= start || offset > end",
  ]),
  mutant(POSITION, "unvalidated", "The epoch isn't looked at", "KAFKA-7747", [
    "if (epoch >= 0) {",
    "if (epoch > 1_000_000) {",
  ]),
  mutant(
    POSITION,
    "older-epoch-trusted",
    "An epoch that the leader never had counts as if it had",
    "KIP-279's case, for readers",
    ["epochEnd.epoch < epoch || epochEnd.end < offset", "epochEnd.end < offset"],
  ),
  mutant(
    POSITION,
    "always-to-end",
    "After a truncation it goes on where the epoch ends, also if that is further on",
    "records passed over",
    ["const back = epochEnd.end < offset ? epochEnd.end : offset;", "const back = epochEnd.end;"],
  ),
  mutant(
    POSITION,
    "before-start",
    "After a truncation it goes back to before the log begins",
    "a bound forgotten",
    ["back < start ? start : back", "back"],
  ),
  mutant(POSITION, "all-newer-trusted", "If all that is there is newer, it goes on all the same", "KIP-320", [
    "offset === start ? position :",
    "offset >= start ? position :",
  ]),
  mutant(
    READER,
    "last-for-next",
    "What is committed is the last record that was done",
    "an offset that is the last, not the next",
    ["{ offset: record.offset + 1n, epoch }", "{ offset: record.offset, epoch }"],
    [
      "each.record.offset < this.position!.offset",
      "each.record.offset < this.position!.offset + (at > 0 ? 1n : 0n)",
    ],
  ),
  mutant(
    READER,
    "said-before-done",
    "The position moves before the record is done",
    "at most once: a crash loses it",
    [
      "    this.#isBusy = true;",
      "    this.#isBusy = true;\n    this.position = { offset: record.offset + 1n, epoch };",
    ],
  ),
  mutant(READER, "epoch-of-nobody", "The epoch isn't remembered with the position", "KAFKA-7747", [
    "{ offset: record.offset + 1n, epoch }",
    "{ offset: record.offset + 1n, epoch: epoch < 0 ? epoch : -1 }",
  ]),
  mutant(
    CONSUMER,
    "revoked-at-once",
    "A partition is given up while its commit is under way",
    "KAFKA-14024",
    [
      "if (--working === 0) this.#commit(owned, done);",
      "if (--working === 0) {\n        this.#commit(owned, () => {});\n        done();\n      }",
    ],
  ),
  mutant(
    CONSUMER,
    "revoked-without-commit",
    "A partition is given up without a word",
    "what was done since is done again",
    ["if (--working === 0) this.#commit(owned, done);", "if (--working === 0) done();"],
  ),
  mutant(
    CONSUMER,
    "commit-not-again",
    "A commit that nobody has answered isn't said again",
    "nobody knows what became of it",
    ["        this.#host.clock.after(RETRY, () => this.#commit(owned, done));", "        done();"],
  ),
  mutant(CONSUMER, "always-anew", "What was committed isn't looked at", "offsets that nobody reads", [
    "if (commit !== null) owned.committed",
    "if (commit !== null && commit.offset < 0n) owned.committed",
  ]),
  mutant(CONSUMER, "never-quiet", "It commits though nothing has changed", "a log full of nothing", [
    "position === undefined || position.offset === each.committed?.offset",
    "position === undefined",
  ]),

  mutant(
    LAG,
    "nothing-said-nothing-left",
    "A group that has said nothing isn't behind",
    "the group that never began looks best",
    [
      "committed === undefined || committed < start ? start : committed",
      "committed === undefined ? end : committed < start ? start : committed",
    ],
  ),
  mutant(LAG, "gone-counts", "Records that are gone count", "retention", [
    "committed === undefined || committed < start ? start : committed",
    "committed ?? start",
  ]),
  mutant(LAG, "below-zero", "Lag is less than nothing", "the end is older than what was committed", [
    "from < end ? end - from : 0n",
    "end - from",
  ]),
  mutant(LAG, "one-more", "One record too many", "the end is that of the next record", [
    "from < end ? end - from : 0n",
    "from < end ? end - from + 1n : 0n",
  ]),
];
