import { type Mutant, mutant } from "#lab/testing/mutant";

const ONCE = { step: "once", file: "once.ts" };
const LEASES = { step: "leases", file: "share-partition.ts" };
const VERDICTS = { step: "verdicts", file: "share-partition.ts" };
const NUMBER = { step: "sequences", file: "sequence.ts" };
const STATES = { step: "sequences", file: "producer-states.ts" };
const LANE = { step: "retries", file: "lane.ts" };

const MOST = `    store.commit(records.at(-1)!.offset + 1n);
    for (const { value } of records) process(value);`;
const LEAST = `    for (const { value } of records) process(value);
    store.commit(records.at(-1)!.offset + 1n);`;

/** Wrong programs that somebody really wrote, or easily might. Each must die in its step. */
export const mutants: Mutant[] = [
  mutant(
    ONCE,
    "commit-before",
    "At least once commits before it processes",
    "Kafka documentation, Message Delivery Semantics: loss",
    [LEAST, MOST],
  ),
  mutant(
    ONCE,
    "commit-after",
    "At most once commits after it has processed",
    "Kafka documentation, Message Delivery Semantics: done twice",
    [MOST, LEAST],
  ),
  mutant(
    ONCE,
    "last-processed",
    "The last offset is committed, and not the next",
    "an offset is the next to read",
    [LEAST, `${LEAST.replace(" + 1n", "")}\n    if (records.length < most) return;`],
  ),
  mutant(ONCE, "commit-each", "A commit for each record", "one round trip for each record", [
    LEAST,
    `    for (const { value, offset } of records) {
      process(value);
      store.commit(offset + 1n);
    }`,
  ]),
  mutant(
    ONCE,
    "counted",
    "The next offset is the old one and how many there were",
    "compacted logs have gaps",
    [
      LEAST,
      `    for (const { value } of records) process(value);
    store.commit(store.committed + BigInt(records.length));`,
    ],
  ),
  mutant(
    ONCE,
    "from-zero",
    "It begins at 0 whatever the group has done",
    "a store that is never asked",
    [
      `    const records = source.read(store.committed, most);
    if (records.length === 0) return;
    for`,
      `    const records = source.read(begun ? store.committed : 0n, most);
    begun = true;
    if (records.length === 0) return;
    for`,
    ],
    [
      `  // #region write once: In which order?
  for (;;) {
    const records = source.read(begun`,
      `  let begun = false;
  for (;;) {
    const records = source.read(begun`,
    ],
  ),
  mutant(ONCE, "once-each", "One batch, and then it stops", "a loop forgotten", [
    LEAST,
    `${LEAST}\n    return;`,
  ]),
  mutant(
    ONCE,
    "state-then-offset",
    "The state is saved, and then, by itself, where it is",
    "two writes are not one",
    [
      "    cell.save({ next: records.at(-1)!.offset + 1n, state });",
      `    cell.save({ next: kept.next, state });
    cell.save({ next: records.at(-1)!.offset + 1n, state });`,
    ],
  ),
  mutant(
    ONCE,
    "offset-then-state",
    "Where it is is saved, and then, by itself, the state",
    "two writes are not one",
    [
      "    cell.save({ next: records.at(-1)!.offset + 1n, state });",
      `    cell.save({ next: records.at(-1)!.offset + 1n, state: kept.state });
    cell.save({ next: records.at(-1)!.offset + 1n, state });`,
    ],
  ),
  mutant(
    ONCE,
    "kept-last",
    "What is kept is the last offset, not the next",
    "an offset is the next to read",
    [
      "cell.save({ next: records.at(-1)!.offset + 1n, state });",
      "cell.save({ next: records.at(-1)!.offset, state });\n    if (records.length < most) return;",
    ],
  ),
  mutant(ONCE, "first-again", "Each batch begins with the first state", "a state that isn't carried on", [
    "step(before, value), kept.state)",
    "step(before, value), first)",
  ]),

  mutant(
    LEASES,
    "remove-on-delivery",
    "A record is finished when it is handed out",
    "at most once, by mistake",
    [
      "      entry.lock = { member, until: now + lockMs };",
      "      entry.lock = { member, until: now + lockMs };\n      entry.isFinished = true;",
    ],
  ),
  mutant(
    LEASES,
    "cumulative",
    "An acknowledgement is for all records before it too",
    "as it is with offsets",
    [
      '    entry.isFinished = true;\n    this.#pass();\n    return "NONE";',
      '    for (const each of this.#entries) if (each.offset <= offset) each.isFinished = true;\n    this.#pass();\n    return "NONE";',
    ],
  ),
  mutant(
    LEASES,
    "anybody",
    "Whoever acknowledges a record that somebody has, finishes it",
    "a late acknowledgement ends another's lease",
    ["entry?.lock?.member === member ?", "entry?.lock !== undefined ?"],
  ),
  mutant(
    LEASES,
    "late-counts",
    "A late acknowledgement counts as long as nobody else has the record",
    "KIP-932: the lock is over when its time is",
    ["    this.#expire(now);\n    if (verdict", "    void now;\n    if (verdict"],
  ),
  mutant(
    LEASES,
    "lock-survives",
    "The time of a record goes on when it was acknowledged, and it comes back",
    "a timer that nobody cancels",
    [
      "    entry.lock = undefined;\n    entry.isFinished = true;\n    this.#pass();",
      "    entry.isFinished = true;\n    this.#pass();",
    ],
    [
      "    entry.lock = undefined;\n    // #region own verdicts: How often",
      "    entry.lock = undefined;\n    entry.isFinished = false;\n    // #region own verdicts: How often",
    ],
  ),
  mutant(LEASES, "never-back", "What was handed out never comes back", "no timer at all", [
    "entry.lock.until <= now",
    "entry.lock.until < 0",
  ]),
  mutant(LEASES, "a-moment-longer", "Its time is up one millisecond later", "`<` for `<=`", [
    "entry.lock.until <= now",
    "entry.lock.until < now",
  ]),
  mutant(
    LEASES,
    "new-first",
    "What is new goes before what has come back",
    "a record that fails may wait for ever",
    ["this.#entries.filter(isFree).slice(0, max)", "this.#entries.filter(isFree).reverse().slice(0, max)"],
  ),
  mutant(
    LEASES,
    "start-jumps",
    "The start is behind the last finished record, whatever is before it",
    "a lost record: the start passes what nobody has finished",
    [
      "    const first = this.#entries.findIndex(({ isFinished }) => !isFinished);\n",
      "    const first = this.#entries.findLastIndex(({ isFinished }) => isFinished) + 1 || 0;\n",
    ],
    ["first < 0 ? []", "first < 0 ? this.#entries"],
  ),
  mutant(LEASES, "start-stays", "The start never moves", "memory that only grows", [
    "    this.#entries = first < 0 ? [] : this.#entries.slice(first);",
    "    void first;",
  ]),
  mutant(LEASES, "poll-skip", "The end goes on by one more than was read", "a record that nobody ever gets", [
    "this.#endOffset = offset + 1n;",
    "this.#endOffset = offset + 2n;",
  ]),
  mutant(LEASES, "more-than-asked", "What has come back isn't counted", "`max` is for both", [
    "this.#entries.filter(isFree).slice(0, max)",
    "this.#entries.filter(isFree)",
  ]),
  mutant(
    LEASES,
    "read-too-much",
    "As much is read as was asked for, whatever is free already",
    "bounded memory",
    ["let fresh = max - this.#entries.filter(isFree).length;", "let fresh = max;"],
    ["this.#entries.filter(isFree).slice(0, max)", "this.#entries.filter(isFree).slice(-max)"],
  ),
  mutant(LEASES, "count-stands", "Each delivery is the first", "a counter forgotten", [
    "entry.deliveryCount += 1;",
    "entry.deliveryCount = 1;",
  ]),
  mutant(
    LEASES,
    "one-time-for-all",
    "A record's time begins anew whenever anybody asks",
    "one timer for all",
    [
      "    return acquired;\n",
      "    for (const { lock } of this.#entries) if (lock) lock.until = now + lockMs;\n    return acquired;\n",
    ],
  ),
  mutant(LEASES, "latest-expiry", "It says when the last one comes back", "Math.max", [
    "Math.min(...this.#entries.map(({ lock }) => lock?.until ?? Infinity))",
    "Math.max(...this.#entries.map(({ lock }) => lock?.until ?? -Infinity))",
  ]),

  mutant(VERDICTS, "release-is-accept", "What is released is finished", "a lost record", [
    'if (verdict === "reject") entry',
    "void verdict;\n    entry",
  ]),
  mutant(
    VERDICTS,
    "reject-is-release",
    "What is rejected comes again",
    "a poisonous record that goes round",
    ['if (verdict === "reject") entry.isFinished = true;', "void verdict;"],
  ),
  mutant(
    VERDICTS,
    "release-untried",
    "A release takes back that it was tried",
    "no limit for who always releases",
    [
      "    this.#free(entry);\n    if (verdict",
      "    entry.deliveryCount -= 1;\n    this.#free(entry);\n    if (verdict",
    ],
  ),
  mutant(
    VERDICTS,
    "no-limit",
    "It is tried for ever",
    "KIP-932 has a limit: group.share.delivery.count.limit",
    [
      "if (entry.deliveryCount >= this.#options.maxDeliveries) entry.isFinished = true;",
      "void this.#options.maxDeliveries;",
    ],
  ),
  mutant(VERDICTS, "once-more", "It is tried once more than the limit", "`>` for `>=`", [
    "entry.deliveryCount >= this.#options.maxDeliveries",
    "entry.deliveryCount > this.#options.maxDeliveries",
  ]),
  mutant(
    VERDICTS,
    "limit-on-delivery",
    "The last try is given up when it is handed out",
    "a limit asked for too early",
    [
      "      entry.lock = { member, until: now + lockMs };",
      "      entry.lock = { member, until: now + lockMs };\n      if (entry.deliveryCount >= this.#options.maxDeliveries) entry.isFinished = true;",
    ],
  ),
  mutant(
    VERDICTS,
    "limit-for-silence-only",
    "Whoever releases may have it as often as they like",
    "the limit only where a time is up",
    ["    this.#free(entry);\n    if (verdict", "    entry.lock = undefined;\n    if (verdict"],
  ),
  mutant(
    VERDICTS,
    "anybody-declines",
    "Whoever says so releases or rejects a record, also one that another has",
    "a late word ends another's lease",
    [
      '    const entry = this.#entryOf(member, offset);\n    if (entry === undefined) return "INVALID_RECORD_STATE";\n    this.#free',
      '    void member;\n    const entry = this.#entries.find((each) => each.offset === offset);\n    if (entry === undefined) return "INVALID_RECORD_STATE";\n    this.#free',
    ],
  ),
  mutant(
    VERDICTS,
    "leaves-nothing",
    "Whoever goes keeps what they had",
    "it comes back only when its time is up",
    [
      "    for (const entry of this.#entries) if (entry.lock?.member === member) this.#free(entry);",
      "    void member;",
    ],
  ),
  mutant(VERDICTS, "takes-all-along", "Whoever goes frees what others have", "a filter forgotten", [
    "if (entry.lock?.member === member) this.#free(entry);",
    "if (entry.lock !== undefined) this.#free(entry);",
  ]),
  mutant(VERDICTS, "leave-is-accept", "What a member had that goes is finished", "a lost record", [
    "if (entry.lock?.member === member) this.#free(entry);",
    "if (entry.lock?.member === member) Object.assign(entry, { lock: undefined, isFinished: true });",
  ]),
  mutant(VERDICTS, "no-bound", "As much is handed out as anybody asks for", "memory that only grows", [
    "fresh = Math.min(fresh, this.#options.maxInFlight - this.#entries.length);",
    "void this.#options.maxInFlight;",
  ]),
  mutant(
    VERDICTS,
    "bound-of-locked",
    "What is finished and isn't passed isn't counted",
    "one that holds up all others",
    [
      "this.#options.maxInFlight - this.#entries.length",
      "this.#options.maxInFlight - this.#entries.filter(({ isFinished }) => !isFinished).length",
    ],
  ),

  mutant(NUMBER, "unsigned", "After the highest number comes one more", "KAFKA-7692, KAFKA-7693", [
    "(sequence + records) % (LAST_SEQUENCE + 1)",
    "(sequence + records) >>> 0",
  ]),
  mutant(
    NUMBER,
    "negative",
    "After the highest number comes the lowest of 32 bits",
    "KAFKA-7692, KAFKA-7693",
    ["(sequence + records) % (LAST_SEQUENCE + 1)", "(sequence + records) | 0"],
  ),
  mutant(NUMBER, "one-lost", "It wraps one too early", "% LAST_SEQUENCE", [
    "% (LAST_SEQUENCE + 1)",
    "% LAST_SEQUENCE",
  ]),
  mutant(STATES, "one-remembered", "Only the latest batch is remembered", "KAFKA-5494", [
    ".slice(-REMEMBERED)",
    ".slice(-1)",
  ]),
  mutant(STATES, "all-remembered", "All batches are remembered", "memory that only grows", [
    ".slice(-REMEMBERED)",
    "",
  ]),
  mutant(
    STATES,
    "older-is-new",
    "An old batch that isn't remembered is written again",
    "anything but a duplicate is new",
    [
      "    return inOrder(first === sequenceAfter(state.batches.at(-1)!.last, 1));",
      "    return inOrder(first <= sequenceAfter(state.batches.at(-1)!.last, 1));",
    ],
  ),
  mutant(STATES, "gap-accepted", "A batch may be missing", "order is lost at the first retry", [
    "    return inOrder(first === sequenceAfter(state.batches.at(-1)!.last, 1));",
    "    return inOrder(first >= sequenceAfter(state.batches.at(-1)!.last, 1));",
  ]),
  mutant(STATES, "by-batches", "The next number is one more than the batch's first", "counted by batches", [
    "first === sequenceAfter(state.batches.at(-1)!.last, 1)",
    "first === sequenceAfter(state.batches.at(-1)!.first, 1)",
  ]),
  mutant(STATES, "by-first-only", "The same first number makes a duplicate", "half a comparison", [
    "each.first === first && each.last === last",
    "each.first === first",
  ]),
  mutant(STATES, "end-told", "A duplicate is told where the log ends", "KIP-98: the original offset", [
    'return { type: "duplicate", baseOffset: same.baseOffset, lastOffset: same.lastOffset };',
    'return { type: "duplicate", baseOffset: this.#seen, lastOffset: this.#seen };',
  ]),
  mutant(STATES, "one-for-all", "All publishers have one row of numbers", "a key forgotten", [
    "this.#states.get(info.producerId)",
    "this.#states.values().next().value",
  ]),
  mutant(STATES, "epoch-ignored", "Whoever began anew is judged by the numbers of before", "KAFKA-8805", [
    "    if (info.producerEpoch > state.epoch) return inOrder(first === 0);\n",
    "",
  ]),
  mutant(
    STATES,
    "anew-anywhere",
    "A new epoch may begin with any number",
    "what was lost before it isn't noticed",
    [
      "if (info.producerEpoch > state.epoch) return inOrder(first === 0);",
      'if (info.producerEpoch > state.epoch) return { type: "new" };',
    ],
  ),
  mutant(STATES, "zombie", "A batch of an older epoch is judged as one of today", "KIP-98: fencing", [
    '    if (info.producerEpoch < state.epoch) return { type: "refused", error: "INVALID_PRODUCER_EPOCH" };\n',
    "",
  ]),
  mutant(
    STATES,
    "epochs-mixed",
    "What the epoch before has written is remembered as this one's",
    "KAFKA-8805",
    ["before?.epoch === epoch ? before.batches : []", "before?.batches ?? []"],
  ),
  mutant(
    STATES,
    "cut-remembered",
    "What was cut off is remembered",
    "KAFKA-5249: state and log differ after a recovery",
    ["batches.filter(({ lastOffset }) => lastOffset < from)", "batches.filter(() => true)"],
  ),
  mutant(STATES, "all-forgotten", "What retention has deleted is forgotten with it", "KAFKA-7190", [
    "batches.filter(({ lastOffset }) => lastOffset < from)",
    "batches.filter(() => false)",
  ]),
  mutant(
    STATES,
    "unknown-refused",
    "Whoever isn't known must begin with 0",
    "KIP-360: its records may have been deleted",
    [
      'if (state === undefined) return { type: "new" };',
      "if (state === undefined) return inOrder(info.baseSequence === 0);",
    ],
  ),

  mutant(
    LANE,
    "new-number",
    "A batch that is sent again gets a new number",
    "the broker takes it for another",
    ["item.numbered ??= this.#number(item);", "item.numbered = this.#number(item);"],
  ),
  mutant(LANE, "by-batch", "Numbers go on by one for each batch", "counted by batches", [
    "sequenceAfter(sequence, records)",
    "sequenceAfter(sequence, 1)",
  ]),
  mutant(LANE, "all-at-once", "As many are under way as there are", "a broker remembers five: KAFKA-5494", [
    "if (place < 0 || place >= (this.#isKnown ? REMEMBERED : 1)) return undefined;",
    "if (place < 0 || (place > 0 && !this.#isKnown)) return undefined;",
  ]),
  mutant(LANE, "six", "Six are under way", "a broker remembers five: KAFKA-5494", [
    "? REMEMBERED :",
    "? REMEMBERED + 1 :",
  ]),
  mutant(
    LANE,
    "done-make-room",
    "Whatever is done makes room, also if one before it isn't",
    "the one before it is forgotten by the broker, and never fits again",
    ["while (this.#items[0]?.isDone === true) this.#items.shift();", "this.#items.splice(place, 1);"],
  ),
  mutant(
    LANE,
    "stranger",
    "Five are under way from the beginning",
    "the first is refused, and the second is written before it",
    ["(this.#isKnown ? REMEMBERED : 1)", "REMEMBERED"],
    ["      this.#isKnown = true;\n", "      void this.#isKnown;\n"],
  ),
  mutant(
    LANE,
    "stranger-again",
    "After beginning anew five are under way at once",
    "a broker that has lost what it knew takes any number",
    ["    this.#isKnown = false;\n", ""],
  ),
  mutant(LANE, "given-up", "Out of order is the end of it", "KAFKA-14920", [
    `      if (item.wasFirst) this.#beginAnew();
      return "again";`,
    `      this.#items.splice(place, 1);
      return "failed";`,
  ]),
  mutant(LANE, "loop", "Out of order is tried again for ever", "KAFKA-14920: a retry without end", [
    "      if (item.wasFirst) this.#beginAnew();\n",
    "",
  ]),
  mutant(
    LANE,
    "anew-at-once",
    "It begins anew at the first that doesn't fit",
    "those before it may be written already",
    ["if (item.wasFirst) this.#beginAnew();", "this.#beginAnew();"],
  ),
  mutant(LANE, "numbers-kept", "The new epoch goes on with the old numbers", "KAFKA-8805", [
    "    this.#nextSequence = 0;\n    this.#isKnown",
    "    this.#isKnown",
  ]),
  mutant(LANE, "epoch-kept", "It begins anew in the same epoch", "KAFKA-8805: epoch not bumped", [
    "    this.#epoch += 1;\n",
    "",
  ]),
  mutant(
    LANE,
    "anew-on-failure",
    "When one fails, all begin anew, also those before it",
    "what is written and not answered is written again",
    [
      '    this.#items.splice(place, 1);\n    return "failed";',
      '    this.#items.splice(place, 1);\n    this.#beginAnew();\n    return "failed";',
    ],
  ),
  mutant(
    LANE,
    "failed-stays",
    "One that has failed is sent again and again",
    "an error that nobody can mend",
    ['    this.#items.splice(place, 1);\n    return "failed";', '    return "failed";'],
  ),
  mutant(LANE, "silence-fails", "What nobody has answered has failed", "it may be written", [
    "  undefined,\n",
    "",
  ]),
];
