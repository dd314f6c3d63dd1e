import { type Mutant, mutant } from "#lab/testing/mutant";

const HASH = { step: "hash", file: "murmur2.ts" };
const KEYS = { step: "keys", file: "by-key.ts" };
const TURNS = { step: "turns", file: "round-robin.ts" };
const STICKY = { step: "sticky", file: "sticky.ts" };
const SPREAD = { step: "spread", file: "spread.ts" };
const LAYOUT = { step: "layout", file: "layout.ts" };

/** Wrong partitioners that somebody really wrote, or easily might. Each must die in its step. */
export const mutants: Mutant[] = [
  mutant(
    HASH,
    "product-of-floats",
    "A product of 32 bits is computed as a float and loses its low bits",
    "faults: float multiply instead of Math.imul",
    ["const product = Math.imul(word, MULTIPLIER);", "const product = (word * MULTIPLIER) | 0;"],
  ),
  mutant(
    HASH,
    "hash-as-float",
    "The hash is multiplied as a float",
    "faults: float multiply instead of Math.imul",
    [
      "hash = Math.imul(hash, MULTIPLIER) ^ scramble(word);",
      "hash = ((hash * MULTIPLIER) | 0) ^ scramble(word);",
    ],
  ),
  mutant(
    HASH,
    "bytes-with-signs",
    "A byte above 127 counts as a negative number: only names with other letters than English ones show it",
    "faults: sign-extended bytes",
    [
      "hash ^= bytes[at]! << (8 * (at - whole));",
      "hash ^= ((bytes[at]! << 24) >> 24) << (8 * (at - whole));",
    ],
  ),
  mutant(
    HASH,
    "words-with-signs",
    "Within four bytes, one above 127 spills over into those above it",
    "faults: sign-extended bytes",
    [
      "const word = bytes[at]! | (bytes[at + 1]! << 8)",
      "const word = ((bytes[at]! << 24) >> 24) | (bytes[at + 1]! << 8)",
    ],
  ),
  mutant(HASH, "shift-with-sign", "The mixing shifts the sign in", ">> in the place of >>>", [
    "hash ^= hash >>> 13;",
    "hash ^= hash >> 13;",
  ]),
  mutant(HASH, "last-shift-with-sign", "The last mixing shifts the sign in", ">> in the place of >>>", [
    "return hash ^ (hash >>> 15);",
    "return hash ^ (hash >> 15);",
  ]),
  mutant(HASH, "words-big-endian", "Four bytes are read in the other order", "a DataView's default", [
    "bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)",
    "(bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!",
  ]),
  mutant(HASH, "rest-forgotten", "The bytes behind the last four aren't hashed", "a loop that ends early", [
    "for (let at = bytes.length - 1; at >= whole; at--)",
    "for (let at = bytes.length - 1; at > whole; at--)",
  ]),
  mutant(
    HASH,
    "rest-always-mixed",
    "The step for the rest is done without a rest",
    "a switch without its default",
    ["if (whole < bytes.length) hash", "hash"],
  ),
  mutant(HASH, "other-seed", "Another seed", "the seed of another murmur", [
    "hash = SEED ^ bytes.length;",
    "hash = 0 ^ bytes.length;",
  ]),
  mutant(HASH, "memory-around", "The whole memory is hashed in which the bytes lie", "a view's buffer", [
    "let hash = SEED ^ bytes.length;",
    "bytes = new Uint8Array(bytes.buffer);\n  let hash = SEED ^ bytes.length;",
  ]),
  mutant(
    HASH,
    "sum-of-bytes",
    "The hash is a sum: keys with the same letters are the same",
    "a hash that doesn't mix",
    ["return hash ^ (hash >>> 15);", "return bytes.reduce((sum, byte) => sum + byte, 0);"],
  ),

  mutant(
    KEYS,
    "absolute-value",
    "The sign is taken off by Math.abs: for half of all keys that gives another number",
    "faults: Math.abs",
    ["(murmur2(key) & 0x7fffffff) % partitions", "Math.abs(murmur2(key)) % partitions"],
  ),
  mutant(
    KEYS,
    "sign-left",
    "The sign stays: half of all keys have a negative partition",
    "% of a negative number",
    ["(murmur2(key) & 0x7fffffff) % partitions", "murmur2(key) % partitions"],
  ),
  mutant(KEYS, "unsigned", "The sign bit counts as a bit", ">>> 0 in the place of the mask", [
    "(murmur2(key) & 0x7fffffff) % partitions",
    "(murmur2(key) >>> 0) % partitions",
  ]),
  mutant(
    KEYS,
    "utf-16",
    "A key is its UTF-16: clients in other languages send it elsewhere",
    "faults: UTF-16 bytes",
    [
      "return new TextEncoder().encode(text);",
      "return new Uint8Array(Uint16Array.from([...text], (each) => each.charCodeAt(0)).buffer);",
    ],
  ),
  mutant(KEYS, "latin-1", "A letter is a byte", "charCodeAt", [
    "return new TextEncoder().encode(text);",
    "return Uint8Array.from(text, (each) => each.charCodeAt(0));",
  ]),
  mutant(KEYS, "empty-is-none", "An empty key counts as none", "a length in the place of null", [
    "if (key === null)",
    "if (key === null || key.length === 0)",
  ]),
  mutant(
    KEYS,
    "key-ignored",
    "Also records with a key go where the other one says",
    "the condition the wrong way round",
    ["if (key === null)", "if (key !== undefined)"],
  ),
  mutant(
    KEYS,
    "topic-in-the-hash",
    "The topic plays a part: two topics with the same keys don't fit together",
    "a hash of too much",
    [
      "return partitionOf(key, partitions);",
      "return (partitionOf(key, partitions) + topic.length) % partitions;",
    ],
  ),
  mutant(
    KEYS,
    "not-passed-on",
    "Whoever counts bytes isn't told of them",
    "a decorator that forgets a method",
    ["this.#withoutKey.added?.(topic, partition, bytes);", ""],
  ),

  mutant(
    TURNS,
    "one-counter",
    "All topics share a counter: of two topics whose records come in turn, each gets half the partitions",
    "faults: counter shared across topics",
    ["this.#turns.get(topic)", 'this.#turns.get("")'],
    ["this.#turns.set(topic, turn + 1)", 'this.#turns.set("", turn + 1)'],
  ),
  mutant(
    TURNS,
    "two-steps",
    "The turn goes two further: half of the partitions get nothing",
    "faults: double advance on a new batch (KAFKA-9965, KAFKA-17632)",
    ["turn + 1);", "turn + 2);"],
  ),
  mutant(TURNS, "stands-still", "The turn never changes", "a counter that isn't kept", [
    "this.#turns.set(topic, turn + 1);",
    "this.#turns.set(topic, turn);",
  ]),
  mutant(
    TURNS,
    "beyond-the-end",
    "With fewer partitions than last time, the turn is beyond the end",
    "a number that was right yesterday",
    ["(this.#turns.get(topic) ?? 0) % partitions;", "this.#turns.get(topic) ?? 0;"],
    ["this.#turns.set(topic, turn + 1);", "this.#turns.set(topic, (turn + 1) % partitions);"],
  ),
  mutant(TURNS, "last-skipped", "A partition is skipped each time round", "off by one", [
    "this.#turns.set(topic, turn + 1);",
    "this.#turns.set(topic, turn + 1 >= partitions - 1 ? 0 : turn + 1);",
  ]),

  mutant(STICKY, "counts-records", "Records count, not bytes", "a count in the place of a size", [
    "stay.bytes += bytes;",
    "stay.bytes += 100;",
  ]),
  mutant(STICKY, "a-record-each", "It doesn't stay at all", "no state", [
    "stay.bytes < this.#batchBytes && ",
    "stay.bytes < 1 && ",
  ]),
  mutant(
    STICKY,
    "stays-for-ever",
    "It never moves: one broker does all the work",
    "bytes that nobody counts",
    ["stay.bytes += bytes;", "stay.bytes += bytes * 0;"],
  ),
  mutant(
    STICKY,
    "counts-everything",
    "What goes to other partitions counts too",
    "the partition isn't looked at",
    ["if (stay !== undefined && stay.partition === partition)", "if (stay !== undefined)"],
  ),
  mutant(
    STICKY,
    "one-row-for-all",
    "All topics share one row",
    "a state that isn't by topic",
    [
      "const stay = this.#stays.get(topic);\n    if (stay !== undefined && stay.bytes",
      'const stay = this.#stays.get("");\n    if (stay !== undefined && stay.bytes',
    ],
    ["this.#stays.set(topic,", 'this.#stays.set("",'],
    [
      "const stay = this.#stays.get(topic);\n    if (stay !== undefined && stay.partition ===",
      'const stay = this.#stays.get("");\n    if (stay !== undefined && stay.partition ===',
    ],
  ),
  mutant(
    STICKY,
    "old-partition",
    "It stays with a partition that isn't there any more",
    "a number that was right yesterday",
    [" && stay.partition < partitions", ""],
  ),
  mutant(
    STICKY,
    "two-of-them",
    "It goes back and forth between the first two",
    "a rotation that is too short",
    ["this.#random.below(partitions);", "partitions > 1 ? this.#random.below(2) : 0;"],
  ),
  mutant(STICKY, "leaves-late", "It stays for two batches", "a bound that is too large", [
    "stay.bytes < this.#batchBytes",
    "stay.bytes <= 2 * this.#batchBytes",
  ]),
  mutant(
    STICKY,
    "leaves-early",
    "It leaves after half a batch: no batch is ever full",
    "a bound that is too small",
    ["stay.bytes < this.#batchBytes", "stay.bytes < this.#batchBytes / 2"],
  ),
  mutant(STICKY, "favourite", "Chance likes the first partition", "faults: sticky skews (KAFKA-10888)", [
    "this.#random.below(partitions);",
    "Math.max(0, this.#random.below(partitions + 2) - 2);",
  ]),

  mutant(
    SPREAD,
    "copies-together",
    "A broker may get two copies of the same partition",
    "copies that aren't any",
    ["brokers, first + index);", "[...brokers, brokers[0]!], first + index);"],
    [
      "line.filter((broker) => !chosen.includes(broker))",
      "line.filter((_, place) => place >= chosen.length)",
    ],
  ),
  mutant(SPREAD, "first-broker-leads", "Every partition is led by the first broker", "no turns", [
    "const leader = partition % brokers.length;",
    "const leader = 0;",
  ]),
  mutant(SPREAD, "one-heir", "All that a broker leads has its copy on its neighbour", "no shift", [
    "((round + each) % others)",
    "(each % others)",
  ]),
  mutant(
    SPREAD,
    "begins-anew",
    "What was placed before isn't looked at: each topic begins with the first broker",
    "a parameter that is ignored",
    ["lineFrom(brokers, first + index);", "lineFrom(brokers, index);"],
  ),
  mutant(
    SPREAD,
    "fewer-copies",
    "With too few brokers there are fewer copies, and nobody says so",
    "a loop that ends early",
    [
      "if (!Number.isInteger(replicas) || replicas < 1 || replicas > brokers.length) {",
      "replicas = Math.min(replicas, brokers.length);\n  if (!Number.isInteger(replicas) || replicas < 1) {",
    ],
  ),
  mutant(SPREAD, "no-copies", "No copy at all is fine", "a bound that is forgotten", [
    "replicas < 1 ||",
    "replicas < -1 ||",
  ]),
  mutant(SPREAD, "half-copies", "One and a half copies are two", "a number that isn't whole", [
    "!Number.isInteger(replicas) || ",
    "Number.isNaN(replicas) || ",
  ]),
  mutant(SPREAD, "racks-ignored", "Racks aren't looked at", "KIP-36", [
    "left.find((broker) => !racks.has(rackOf(broker))) ?? left[0]!",
    "left[0]!",
  ]),
  mutant(SPREAD, "without-rack-together", "Brokers without a rack count as one rack", "undefined as a name", [
    "rack === undefined ? `broker ${name}` : `rack ${rack}`",
    'rack ?? (name && "none")',
  ]),
  mutant(
    SPREAD,
    "racks-or-nothing",
    "With fewer racks than copies there are fewer copies",
    "a condition that can't be met",
    [
      "chosen.push(left.find((broker) => !racks.has(rackOf(broker))) ?? left[0]!);",
      "const next = left.find((broker) => !racks.has(rackOf(broker)));\n      if (next === undefined) break;\n      chosen.push(next);",
    ],
  ),

  mutant(
    LAYOUT,
    "moves-what-is-there",
    "When a topic grows all of it is placed anew: its records are at other brokers",
    "placing in the place of adding",
    [
      "has.push(...spread(this.#brokers, partitions - has.length, copies, first + has.length));",
      "has.splice(0, has.length, ...spread(this.#brokers, partitions, copies, first + 1));",
    ],
  ),
  mutant(
    LAYOUT,
    "growth-begins-anew",
    "What is new begins with the topic's first broker again",
    "a count that is forgotten",
    ["copies, first + has.length)", "copies, first)"],
  ),
  mutant(LAYOUT, "one-copy", "What is new has one copy", "a number that isn't remembered", [
    "partitions - has.length, copies,",
    "partitions - has.length, 1,",
  ]),
  mutant(
    LAYOUT,
    "may-shrink",
    "A topic may get fewer partitions: what is in the others is nobody's",
    "a comparison the wrong way round",
    ["if (partitions <= has.length)", "if (partitions === has.length)"],
  ),
  mutant(
    LAYOUT,
    "all-begin-at-the-first",
    "Every topic begins with the first broker: many small ones are all there",
    "AdminUtils begins at random for this",
    ["this.#placed += partitions;", ""],
  ),
  mutant(LAYOUT, "refused-counts", "A topic that was refused is there", "an entry that is made too early", [
    "checkCount(partitions);\n    const first",
    "this.#topics.set(topic, { first: 0, copies: 1, partitions: [] });\n    checkCount(partitions);\n    const first",
  ]),
  mutant(
    LAYOUT,
    "refused-takes-turns",
    "A topic that was refused moves the others' turns",
    "a count that is made too early",
    ["const placed = spread(", "this.#placed += partitions;\n    const placed = spread("],
    ["    this.#placed += partitions;\n    // #endregion", "    // #endregion"],
  ),
  mutant(LAYOUT, "created-twice", "A topic that is there is created anew", "a check that is forgotten", [
    "if (this.#topics.has(topic)) throw new TopicAlreadyExists(topic);",
    "",
  ]),
  mutant(LAYOUT, "unknown-has-one", "A topic that isn't there has one partition", "a default that invents", [
    "?.partitions.length ?? 0;",
    "?.partitions.length ?? 1;",
  ]),
  mutant(LAYOUT, "without-bound", "A topic may have any number of partitions", "a bound that is forgotten", [
    "partitions < 1 || partitions > MAX_PARTITIONS",
    "partitions < 1",
  ]),
  mutant(LAYOUT, "last-leads", "The last copy leads", "the wrong end of a list", [
    "return this.replicasOf(topic, partition)[0]!;",
    "return this.replicasOf(topic, partition).at(-1)!;",
  ]),
];
