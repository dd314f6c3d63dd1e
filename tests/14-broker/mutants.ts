import { type Mutant, mutant } from "#lab/testing/mutant";

const TOPICS = { step: "topics", file: "topics.ts" };
const JUDGE = { step: "produce", file: "judge.ts" };
const APPEND = { step: "produce", file: "partition.ts" };
const PRODUCE = { step: "produce", file: "broker.ts" };
const READ = { step: "fetch", file: "partition.ts" };
const COLLECT = { step: "fetch", file: "fetch.ts" };
const POSITION = { step: "fetch", file: "position.ts" };
const ENOUGH = { step: "long-poll", file: "fetch.ts" };
const WAITING = { step: "long-poll", file: "waiting-fetches.ts" };
const POLL = { step: "long-poll", file: "broker.ts" };
const BATCHING = { step: "batching", file: "accumulator.ts" };
const MEMORY = { step: "quotas", file: "memory.ts" };
const QUOTAS = { step: "quotas", file: "broker.ts" };

/** Wrong brokers that somebody really wrote, or easily might. Each must die in its step. */
export const mutants: Mutant[] = [
  mutant(
    TOPICS,
    "up-a-folder",
    "A topic may be called .. and is kept in the folder above",
    "Kafka, Topic.validate",
    [` && name !== "." && name !== ".."`, ""],
  ),
  mutant(TOPICS, "part-of-a-name", "A name is good if a part of it is", "a pattern without its ends", [
    "/^[a-zA-Z0-9._-]+$/",
    "/[a-zA-Z0-9._-]+/",
  ]),
  mutant(TOPICS, "no-name", "A topic may have no name at all", "* in place of +", [
    "/^[a-zA-Z0-9._-]+$/",
    "/^[a-zA-Z0-9._-]*$/",
  ]),
  mutant(TOPICS, "any-length", "A name may be longer than a folder's", "an input without a bound", [
    " && name.length <= MAX_NAME",
    "",
  ]),
  mutant(
    TOPICS,
    "made-twice",
    "A topic that is there is made again, with another number of partitions",
    "Kafka, TOPIC_ALREADY_EXISTS",
    ['      if (this.partitionsOf(topic) > 0) return finish("TOPIC_ALREADY_EXISTS");\n', ""],
  ),
  mutant(
    TOPICS,
    "no-partition",
    "A topic may have no partition: it is there, and isn't",
    "a bound forgotten",
    ["partitions < 1 || !this.#hasRoomFor(partitions)", "!this.#hasRoomFor(partitions)"],
  ),
  mutant(TOPICS, "no-limit", "A topic may have any number of partitions", "an input without a bound", [
    "partitions < 1 || !this.#hasRoomFor(partitions)",
    "partitions < 1 || !Number.isInteger(partitions)",
  ]),
  mutant(
    TOPICS,
    "refused-and-stuck",
    "A refusal is told, and whoever comes next waits for ever",
    "a turn not given back",
    [
      'if (!isTopicName(topic)) return finish("INVALID_TOPIC_EXCEPTION");',
      'if (!isTopicName(topic)) return done("INVALID_TOPIC_EXCEPTION");',
    ],
  ),
  mutant(
    TOPICS,
    "told-too-soon",
    "Whoever made a topic is told before the list is durable",
    "ZOOKEEPER-3911 and its family",
    [
      'this.#file.keep(counts, () => this.#openAll(counts, () => finish("NONE")));',
      'this.#file.keep(counts, () => this.#openAll(counts, () => {}));\n    finish("NONE");',
    ],
  ),
  mutant(
    TOPICS,
    "open-too-soon",
    "A topic can be written to before the list is durable: its records go with it",
    "memory ahead of the file, as ZOOKEEPER-2307",
    [
      'this.#file.keep(counts, () => this.#openAll(counts, () => finish("NONE")));',
      'this.#openAll(counts, () => this.#file.keep(counts, () => finish("NONE")));',
    ],
  ),
  mutant(
    TOPICS,
    "only-the-newest",
    "The list is written with the new topic alone: the others are forgotten",
    "a list taken for an entry",
    [
      "new Map([...this.#partitions].map(([name, { length }]) => [name, length]))",
      "new Map<string, number>()",
    ],
  ),
  mutant(
    TOPICS,
    "read-not-flushed",
    "After the process has died, what no disk has kept is taken for kept",
    "chapter 5, recovery",
    [
      'flushFolder(this.#host, "", () => this.#openAll(this.#file.read(), ready));',
      "this.#host.clock.after(0, () => this.#openAll(this.#file.read(), ready));",
    ],
  ),
  mutant(
    TOPICS,
    "ready-too-soon",
    "It says that it is ready while partitions are still being opened",
    "a callback called twice as early",
    [
      "() => this.#openAll(this.#file.read(), ready));",
      "() => {\n      this.#openAll(this.#file.read(), () => {});\n      ready();\n    });",
    ],
  ),
  mutant(
    TOPICS,
    "shrinks",
    "A topic can be given fewer partitions: the records of the others are out of reach",
    "Kafka, CreatePartitions",
    [
      "if (partitions <= before || !this.#hasRoomFor(partitions - before))",
      "if (partitions < 1 || !this.#hasRoomFor(partitions - before))",
    ],
  ),
  mutant(
    TOPICS,
    "counted-twice",
    "A topic that grows needs room for all of its partitions, also those it has",
    "the sum for the difference",
    ["this.#hasRoomFor(partitions - before)", "this.#hasRoomFor(partitions)"],
  ),
  mutant(TOPICS, "grows-from-nothing", "A topic that isn't there grows", "a check forgotten", [
    '      if (before === 0) return finish("UNKNOWN_TOPIC_OR_PARTITION");\n',
    "",
  ]),

  mutant(
    JUDGE,
    "length-believed",
    "What a batch says of its length is believed",
    "an input that is trusted",
    [
      '    if (size !== batch.length) return "CORRUPT_MESSAGE";\n',
      '    if (size < 0) return "CORRUPT_MESSAGE";\n',
    ],
  ),
  mutant(
    JUDGE,
    "gaps-claimed",
    "A batch may claim more offsets than it has records",
    "Kafka, LogValidator: validateRecordBatch",
    [
      'offsets === BigInt(recordCount) ? "NONE" : "INVALID_RECORD"',
      'offsets >= BigInt(recordCount) ? "NONE" : "INVALID_RECORD"',
    ],
  ),
  mutant(
    JUDGE,
    "offsets-shared",
    "Two records may claim the same offset",
    "Kafka, LogValidator: validateRecordBatch",
    [
      'offsets === BigInt(recordCount) ? "NONE" : "INVALID_RECORD"',
      'offsets <= BigInt(recordCount) ? "NONE" : "INVALID_RECORD"',
    ],
  ),
  mutant(JUDGE, "any-size", "A batch may be as large as it likes", "message.max.bytes not enforced", [
    'if (batch.length > maxBytes) return "MESSAGE_TOO_LARGE";',
    'if (batch.length > maxBytes && maxBytes < 0) return "MESSAGE_TOO_LARGE";',
  ]),
  mutant(JUDGE, "one-byte-less", "A batch of just the size that is allowed is refused", ">= in place of >", [
    "if (batch.length > maxBytes)",
    "if (batch.length >= maxBytes)",
  ]),
  mutant(
    APPEND,
    "answered-when-written",
    "A publisher is told when its batch is written, not when it is durable",
    "ZOOKEEPER-3911 and its family; Kafka does so by design, with copies",
    [
      "this.#waiting.push({ base, end: this.#log.endOffset, done });",
      "this.#host.clock.after(0, () => done(base));",
    ],
  ),
  mutant(
    APPEND,
    "everybody-told",
    "A flush's end is told to those, too, who came after it began",
    "group commit without a limit",
    [
      "this.#waiting.filter(({ end }) => end <= this.endOffset)",
      "this.#waiting.filter(({ end }) => end > 0n)",
    ],
  ),
  mutant(APPEND, "told-the-end", "A publisher is told the offset behind its batch", "base and end mixed up", [
    "for (const { base, done } of told) done(base);",
    "for (const { end, done } of told) done(end);",
  ]),
  mutant(
    APPEND,
    "latest-told-first",
    "Those who wait are told in the wrong order",
    "a stack in place of a queue",
    [
      "for (const { base, done } of told) done(base);",
      "for (const { base, done } of told.reverse()) done(base);",
    ],
  ),
  mutant(
    APPEND,
    "told-again",
    "Whoever was told is told again by the next flush",
    "a line that isn't shortened",
    ["      this.#waiting = this.#waiting.slice(told.length);\n", ""],
  ),
  mutant(APPEND, "never-by-time", "Too few records wait until more come, if any do", "flush.ms forgotten", [
    "    else this.#timer ??= this.#host.clock.after(this.#flushMs, () => this.#flush());\n",
    "",
  ]),
  mutant(
    APPEND,
    "timer-anew",
    "Each record puts the flush off again: a steady trickle is never flushed",
    "debounce in place of a bound",
    [
      "else this.#timer ??= this.#host.clock.after",
      "else this.#timer?.cancel();\n    this.#timer = this.#host.clock.after",
    ],
  ),
  mutant(
    APPEND,
    "old-timer",
    "A timer of the last flush flushes what has just come",
    "a timer that isn't cancelled",
    ["this.#timer?.cancel();\n    this.#timer = undefined;\n    this.#log", "this.#log"],
  ),
  mutant(APPEND, "batches-counted", "Batches are counted where records should be", "flush.messages", [
    "this.#log.endOffset - this.endOffset >= BigInt(this.#flushRecords)",
    "this.#waiting.length >= this.#flushRecords",
  ]),
  mutant(PRODUCE, "answer-to-all", "Who asked for no answer gets one when something is wrong", "acks=0", [
    'if (error !== "NONE") return answer(error);',
    'if (error !== "NONE") {\n      connection.send({ type: "produced", id, error, baseOffset: -1n } satisfies FromBroker);\n      return;\n    }',
  ]),
  mutant(
    PRODUCE,
    "refused-and-added",
    "A batch that is refused is added all the same",
    "a return forgotten",
    ['if (error !== "NONE") return answer(error);', 'if (error !== "NONE") answer(error);'],
  ),
  mutant(
    PRODUCE,
    "damage-ends-the-broker",
    "A batch that was damaged on its way ends the broker",
    "an error that nobody catches",
    ["if (!(error instanceof InvalidBatch)) throw error;", "if (error instanceof InvalidBatch) throw error;"],
  ),
  mutant(PRODUCE, "damage-unanswered", "Whoever sent a damaged batch is never told", "an empty catch", [
    '      answer("CORRUPT_MESSAGE");\n',
    "",
  ]),
  mutant(
    PRODUCE,
    "no-such-partition",
    "A partition that isn't there crashes the broker",
    "an input that is trusted",
    [
      'if (partition === undefined) return answer("UNKNOWN_TOPIC_OR_PARTITION");',
      'if (partition === undefined) throw new Error("there is no such partition");',
    ],
  ),

  mutant(
    READ,
    "dirty-read",
    "A reader gets what isn't durable, and a loss of power takes it back",
    "reads beyond the high watermark",
    ["return this.#log.read(offset, maxBytes, this.endOffset);", "return this.#log.read(offset, maxBytes);"],
  ),
  mutant(
    READ,
    "beyond-the-end",
    "An offset that isn't durable yet is no mistake",
    "the log's end for the partition's",
    [
      "    if (offset > this.endOffset) throw new OffsetOutOfRange(`${offset} is behind the end, ${this.endOffset}`);\n",
      "",
    ],
  ),
  mutant(COLLECT, "first-of-each", "Every partition gives one batch, however little is left", "KIP-74", [
    "batches: isTooLarge ? [] : batches",
    "batches: isTooLarge ? batches : batches",
  ]),
  mutant(
    COLLECT,
    "stuck",
    "A batch larger than what was asked for is never given: the reader is stuck before it",
    "KIP-74, before it",
    ["left < maxBytes && (batches[0]?.length ?? 0) > left", "(batches[0]?.length ?? 0) > left"],
  ),
  mutant(
    COLLECT,
    "limit-for-each",
    "Every partition gives as much as was asked for of all",
    "fetch.max.bytes for max.partition.fetch.bytes",
    ["      left -= bytesOf([answered]);\n", ""],
  ),
  mutant(
    COLLECT,
    "one-spoils-all",
    "One position that is out of range ends the whole answer",
    "a return in a loop",
    [
      'found.push({ ...answer, error: "OFFSET_OUT_OF_RANGE", batches: [] });',
      'found.push({ ...answer, error: "OFFSET_OUT_OF_RANGE", batches: [] });\n      return found;',
    ],
  ),
  mutant(
    COLLECT,
    "passed-over",
    "A partition that isn't there is passed over: its reader waits for ever",
    "a silent continue",
    ['      found.push({ ...answer, error: "UNKNOWN_TOPIC_OR_PARTITION", batches: [] });\n', ""],
  ),
  mutant(
    COLLECT,
    "out-of-range-is-empty",
    "What is out of range looks as if nothing had come",
    "an empty catch",
    ['error: "OFFSET_OUT_OF_RANGE", batches: []', 'error: "NONE", batches: []'],
  ),
  mutant(
    POSITION,
    "read-again",
    "A batch's first records are given again to whoever begins in its middle",
    "Kafka consumers skip them themselves",
    ["if (record.offset >= position) records.push(record);", "records.push(record);"],
  ),
  mutant(POSITION, "one-left-out", "The record at the position itself is left out", "> in place of >=", [
    "record.offset >= position",
    "record.offset > position",
  ]),
  mutant(
    POSITION,
    "stands-still",
    "Behind a batch that compaction has emptied a reader never goes on",
    "a batch that compaction has emptied, chapter 13",
    ["next = readInfo(batch).lastOffset + 1n;", "next = (records.at(-1)?.offset ?? position - 1n) + 1n;"],
    [
      "import { decodeRecords, type LogRecord, type Offset, readInfo }",
      "import { decodeRecords, type LogRecord, type Offset }",
    ],
  ),
  mutant(
    POSITION,
    "last-again",
    "A reader goes on at the last record that it has read",
    "the last offset for the next",
    ["lastOffset + 1n", "lastOffset"],
  ),

  mutant(ENOUGH, "more-than-enough", "Exactly enough isn't enough", "> in place of >=", [
    "bytesOf(found) >= minBytes",
    "bytesOf(found) > minBytes",
  ]),
  mutant(ENOUGH, "error-waits", "Something wrong is told when the time is up", "errors taken for no data", [
    ' || found.some(({ error }) => error !== "NONE")',
    "",
  ]),
  mutant(ENOUGH, "each-alone", "A partition must have enough by itself", "the sum forgotten", [
    "bytesOf(found) >= minBytes",
    "found.some((each) => bytesOf([each]) >= minBytes)",
  ]),
  mutant(
    WAITING,
    "answered-twice",
    "Whoever was answered still waits at another partition, and is answered again",
    "Kafka's purgatory before its redesign: what is done stays in other lists",
    [
      "if (this.#timers.has(fetch) && fetch.attempt(false)) this.#remove(fetch);",
      "if (fetch.attempt(false)) this.#timers.delete(fetch);",
    ],
  ),
  mutant(
    WAITING,
    "answered-again-in-time",
    "Whoever was answered is answered again when its time is up",
    "a timer that isn't cancelled",
    ["    this.#timers.get(fetch)?.cancel();\n", ""],
  ),
  mutant(
    WAITING,
    "one-look",
    "Whoever has looked in vain waits no more: it is never answered",
    "removed before the attempt",
    [
      "this.#timers.has(fetch) && fetch.attempt(false)) this.#remove(fetch);",
      "this.#timers.has(fetch)) {\n        this.#remove(fetch);\n        fetch.attempt(false);\n      }",
    ],
  ),
  mutant(
    WAITING,
    "time-not-last",
    "When the time is up it looks once more, and isn't answered",
    "the same attempt for both",
    ["fetch.attempt(true);", "fetch.attempt(false);"],
  ),
  mutant(
    WAITING,
    "first-key-only",
    "A fetch is found by the first of its partitions only",
    "a break too many",
    ["else line.add(fetch);\n", "else line.add(fetch);\n      break;\n"],
  ),
  mutant(
    WAITING,
    "everybody-looks",
    "Each record makes everybody look, whatever they wait for",
    "one line for all",
    [
      "this.#attempt([...(this.#byKey.get(key) ?? [])]);",
      'if (key !== "") this.#attempt([...this.#timers.keys()]);',
    ],
  ),
  mutant(WAITING, "dead-wait-on", "A reader that is gone waits on, and takes a place", "onClose forgotten", [
    "if (fetch.owner === owner) this.#remove(fetch);",
    "if (fetch.owner === undefined) this.#remove(fetch);",
  ]),
  mutant(WAITING, "any-number", "Any number of fetches may wait", "KAFKA-2147, purgatory growth", [
    "    if (this.#timers.size >= this.#limit) return false;\n",
    "",
  ]),
  mutant(
    POLL,
    "never-woken",
    "Something comes, and whoever waits for it isn't told: it waits until its time is up",
    "a lost wake-up",
    ["      this.#waiting.wake(keyOf(partition));\n", ""],
  ),
  mutant(POLL, "always-waits", "A fetch waits although there is enough", "a negation lost", [
    "!isEnough(found, request.minBytes) && this.#wait(connection, request)",
    "this.#wait(connection, request)",
  ]),
  mutant(
    POLL,
    "what-was-there",
    "Whoever has waited gets what there was when it began to",
    "a value kept in a closure",
    ["        const found = this.#collect(connection, request);\n        if (!isLast", "        if (!isLast"],
    [
      "#wait(connection: Connection<BrokerMessage>, request: FetchRequest): boolean {\n",
      "#wait(connection: Connection<BrokerMessage>, request: FetchRequest): boolean {\n    const found = this.#collect(connection, request);\n",
    ],
  ),
  mutant(
    POLL,
    "gone-not-forgotten",
    "A reader's connection is gone, and its fetch waits on",
    "onClose does nothing",
    ["    this.#waiting.forget(connection);\n", ""],
  ),

  mutant(BATCHING, "one-by-one", "Each record is a batch of its own", "batch.size=0", [
    "last === undefined || last.isClosed || last.builder.size + size > batchBytes",
    "last === undefined || last.builder.count > 0 || last.builder.size + size > batchBytes",
  ]),
  mutant(
    BATCHING,
    "too-large",
    "A batch is closed when it is already too large",
    "checked after, not before",
    ["last.builder.size + size > batchBytes", "last.builder.size > batchBytes"],
  ),
  mutant(
    BATCHING,
    "linger-anew",
    "Each record makes its batch wait anew: a steady trickle is never sent",
    "linger.ms from the last record",
    [
      "    if (last.builder.size >= batchBytes) last.notBefore = now;\n",
      "    last.notBefore = last.builder.size >= batchBytes ? now : now + lingerMs;\n",
    ],
  ),
  mutant(
    BATCHING,
    "full-waits",
    "A batch that is full waits for its time all the same",
    "linger.ms as a delay",
    ["batches.length > 1 && !first.isClosed ? 0 : first.notBefore", "first.notBefore"],
  ),
  mutant(
    BATCHING,
    "two-under-way",
    "Two batches of a partition are under way: one that is sent again is overtaken",
    "KAFKA-5494, max.in.flight above 1",
    ["      line.busy = true;\n", ""],
  ),
  mutant(
    BATCHING,
    "retry-at-the-end",
    "What must be sent again comes after what came later",
    "a queue in place of a place",
    ["line.batches.unshift(batch);", "line.batches.push(batch);"],
  ),
  mutant(
    BATCHING,
    "retry-grows",
    "A batch that was sent takes more records: a part of it may be in the log already",
    "KAFKA-3197",
    ["last === undefined || last.isClosed || last", "last === undefined || last"],
  ),
  mutant(
    BATCHING,
    "retry-at-once",
    "A batch that failed is sent again at once, because another waits behind it",
    "no pause",
    ["batches.length > 1 && !first.isClosed ? 0", "batches.length > 1 ? 0"],
  ),
  mutant(
    BATCHING,
    "busy-for-ever",
    "A partition whose batch is over sends nothing more",
    "a flag never taken back",
    [
      "this.#lineOf(batch.topic, batch.partition).busy = false;\n    // #endregion\n  }\n\n  /** A batch that was taken must",
      "this.#lineOf(batch.topic, batch.partition);\n    // #endregion\n  }\n\n  /** A batch that was taken must",
    ],
  ),
  mutant(BATCHING, "one-line", "All partitions of a topic share their batches", "a key that is too short", [
    "return (lines[partition] ??= { batches: [], busy: false });",
    "return (lines[partition * 0] ??= { batches: [], busy: false });",
  ]),
  mutant(BATCHING, "unbounded-buffer", "The buffer takes whatever comes", "buffer.memory not enforced", [
    "this.#buffered === 0 || this.#buffered + recordSize(key, value) <= this.#options.bufferBytes",
    "this.#buffered === 0 || recordSize(key, value) <= this.#options.bufferBytes",
  ]),
  mutant(BATCHING, "last-byte-unused", "A record that fits just so is refused", "< in place of <=", [
    "recordSize(key, value) <= this.#options",
    "recordSize(key, value) < this.#options",
  ]),
  mutant(
    BATCHING,
    "freed-when-taken",
    "What is under way isn't counted: memory grows with a slow broker",
    "buffer.memory, taken too narrowly",
    [
      "      first.isClosed = true;\n",
      "      first.isClosed = true;\n      this.#buffered -= first.reserved;\n      first.reserved = 0;\n",
    ],
  ),
  mutant(
    BATCHING,
    "never-freed",
    "What is over keeps its room: after a while everything is refused",
    "a pool that gets nothing back",
    ["    this.#buffered -= batch.reserved;\n", ""],
  ),
  mutant(
    BATCHING,
    "large-one-refused",
    "A record larger than the buffer is refused for ever: its publisher waits for ever",
    "a bound without an exception",
    ["this.#buffered === 0 || this.#buffered + recordSize", "this.#buffered + recordSize"],
  ),
  mutant(
    BATCHING,
    "told-of-another",
    "Whoever asks to be told is told of another record, if somebody before it didn't ask",
    "a list with holes, without the holes",
    ["    last.told.push(delivered);\n", "    if (delivered !== undefined) last.told.push(delivered);\n"],
  ),

  mutant(MEMORY, "overfull", "A last one is let in that is too large", "checked before it is added", [
    "if (bytes > this.free) return false;",
    "if (this.free <= 0) return false;",
  ]),
  mutant(MEMORY, "refused-and-counted", "Whoever is refused is counted", "the check comes too late", [
    "    if (bytes > this.free) return false;\n    this.#used += bytes;\n",
    "    this.#used += bytes;\n    if (this.#used > this.#limit) return false;\n",
  ]),
  mutant(
    MEMORY,
    "given-twice",
    "Whoever gives back twice makes room out of nothing",
    "nothing is remembered",
    ["    this.#held.delete(owner);\n", ""],
  ),
  mutant(
    MEMORY,
    "only-the-last",
    "Whoever has taken twice gives back the second only",
    "set in place of a sum",
    ["(this.#held.get(owner) ?? 0) + bytes", "bytes"],
  ),
  mutant(
    QUOTAS,
    "unbounded-in",
    "Batches on their way to the disk take whatever memory they like",
    "before KIP-72, queued.max.request.bytes",
    [
      'if (!this.incoming.take(request, batch.length)) return answer("THROTTLING_QUOTA_EXCEEDED");',
      "this.incoming.take(request, batch.length);",
    ],
  ),
  mutant(
    QUOTAS,
    "never-given-back",
    "A batch that is durable keeps its room: the broker refuses everything in the end",
    "KAFKA-4725, what was delayed is never released",
    ["        this.incoming.giveAll(request);\n", ""],
  ),
  mutant(
    QUOTAS,
    "damage-keeps-room",
    "A damaged batch keeps its room: whoever sends enough of them stops the broker",
    "a way out without giving back",
    [
      "      // #region own quotas: It will never be on the disk.\n      this.incoming.giveAll(request);\n",
      "      // #region own quotas: It will never be on the disk.\n",
    ],
  ),
  mutant(
    QUOTAS,
    "taken-too-soon",
    "A batch that is refused for what it is keeps its room",
    "taken before it is judged",
    [
      "    const error = judgeBatch(batch, this.#options.maxBatchBytes);\n",
      "    this.incoming.take({}, batch.length);\n    const error = judgeBatch(batch, this.#options.maxBatchBytes);\n",
    ],
  ),
  mutant(
    QUOTAS,
    "one-answer-after-another",
    "A reader that takes nothing is sent one answer after another",
    "KAFKA-8832 and KIP-74, memory of a slow reader",
    ["this.#sending.has(connection) ? 0 : this.outgoing.free", "this.outgoing.free"],
  ),
  mutant(
    QUOTAS,
    "unbounded-out",
    "Many slow readers together are sent more than there is memory for",
    "one bound for each, none for all",
    [
      "this.#sending.has(connection) ? 0 : this.outgoing.free",
      "this.#sending.has(connection) ? 0 : this.#options.outgoingBytes",
    ],
  ),
  mutant(
    QUOTAS,
    "one-batch-beyond",
    "One batch is given however large, though there is no room for it",
    "the log's exception taken for a right",
    [
      "if (bytesOf(found) > room) return found.map((each) => ({ ...each, batches: [] }));",
      "if (room < 0) return found.map((each) => ({ ...each, batches: [] }));",
    ],
  ),
  mutant(
    QUOTAS,
    "all-or-nothing",
    "If there isn't room for all that was asked for, nothing is given",
    "the limit checked too late",
    ["maxBytes = Math.min(maxBytes, room);", "maxBytes = Math.min(maxBytes, this.#options.outgoingBytes);"],
  ),
  mutant(QUOTAS, "dead-hold", "A reader that is gone holds its memory for ever", "onClose forgotten", [
    "    this.#sending.delete(connection);\n    this.outgoing.giveAll(connection);\n    this.#waiting.wakeAll();\n    // #endregion\n  }\n\n  #change",
    "    this.#waiting.wakeAll();\n    // #endregion\n  }\n\n  #change",
  ]),
  mutant(
    QUOTAS,
    "nobody-looks",
    "A reader that has taken its answer holds its memory until it asks again",
    "a drain that is never told",
    ["    if (this.#sending.size === 0) this.#lookLater();\n", ""],
  ),
  mutant(
    QUOTAS,
    "given-back-at-once",
    "An answer is counted only while it is being sent: slow readers cost nothing, it seems",
    "sent taken for taken",
    [
      "if (connection.backlog > 0 || !this.#sending.delete(connection)) return;",
      "if (!this.#sending.delete(connection)) return;",
    ],
  ),
  mutant(
    QUOTAS,
    "room-and-no-word",
    "There is room again, and whoever waits for it isn't told",
    "a lost wake-up",
    [
      "    this.outgoing.giveAll(connection);\n    this.#waiting.wakeAll();\n  }\n  // #endregion\n\n  #removeOld",
      "    this.outgoing.giveAll(connection);\n  }\n  // #endregion\n\n  #removeOld",
    ],
  ),
];
