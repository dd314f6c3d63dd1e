import { type Mutant, mutant } from "#lab/testing/mutant";

const PLACING = { step: "placing", file: "placing.ts" };
const PULL = { step: "pull", file: "pull-queue.ts" };
const PRESSURE = { step: "back-pressure", file: "pull-queue.ts" };
const PUSH = { step: "push", file: "pusher.ts" };
const AXES = { step: "axes", file: "topic.ts" };
const LEASES = { step: "crash", file: "leases.ts" };
const SERVER = { step: "crash", file: "queue-server.ts" };

/** Wrong queues that somebody really wrote, or easily might. Each must die in its step. */
export const mutants: Mutant[] = [
  mutant(
    PLACING,
    "all-at-once",
    "The steps are begun all at once: a failure comes after the others have begun",
    "Promise.all",
    ["for (const step of steps) await step(order);", "await Promise.all(steps.map((step) => step(order)));"],
  ),
  mutant(
    PLACING,
    "failure-swallowed",
    "A step that fails is passed over, and the customer is told that all is well",
    "an empty catch",
    [
      "for (const step of steps) await step(order);",
      "for (const step of steps) await step(order).catch(() => undefined);",
    ],
  ),
  mutant(PLACING, "not-awaited", "The steps are begun and not awaited", "a forgotten await", [
    "for (const step of steps) await step(order);",
    "for (const step of steps) void step(order).catch(() => undefined);\n  await Promise.resolve();",
  ]),
  mutant(
    PLACING,
    "a-worker-each",
    "Each order begins to be worked on at once: they overtake each other",
    "the flag is never looked at",
    ["if (this.#working) return;", ""],
  ),
  mutant(PLACING, "one-try", "A step that fails is given up", "no retry", [
    "await sleep(this.#clock, RETRY_AFTER);",
    "return;",
  ]),
  mutant(PLACING, "one-order", "After the first order the worker goes home", "a loop that ends early", [
    "this.#orders.shift();",
    "this.#orders.shift();\n      break;",
  ]),
  mutant(PLACING, "last-first", "The latest order is worked on first", "a stack in place of a queue", [
    "this.#orders.push(order);",
    "this.#orders.unshift(order);",
  ]),

  mutant(
    PULL,
    "lost-wake-up",
    "A value that comes while a consumer waits is kept, and the consumer isn't woken",
    "faults: lost wake-up of a waiting pull",
    [
      "const taker = this.#pulls.shift();",
      "const taker = this.#values.length > 0 ? this.#pulls.shift() : undefined;",
    ],
  ),
  mutant(PULL, "latest-consumer", "The consumer that came last is served first", "pop in place of shift", [
    "const taker = this.#pulls.shift();",
    "const taker = this.#pulls.pop();",
  ]),
  mutant(PULL, "latest-value", "The latest value comes out first", "pop in place of shift", [
    "const value = this.#values.shift()!;",
    "const value = this.#values.pop()!;",
  ]),
  mutant(
    PULL,
    "consumer-stays",
    "A consumer that was served still stands in line: it gets all values",
    "the line is read and not shortened",
    ["const taker = this.#pulls.shift();", "const taker = this.#pulls[0];"],
  ),
  mutant(PULL, "cancel-ignored", "A consumer that has gone still gets a value", "cancel does nothing", [
    "cancel: () => this.#leave(this.#pulls, taker)",
    "cancel: () => undefined",
  ]),
  mutant(PULL, "cancel-takes-another", "Who cancels twice removes somebody else", "splice at -1", [
    "if (place >= 0) line.splice(place, 1);",
    "line.splice(place, 1);",
  ]),
  mutant(PULL, "unbounded", "The queue takes whatever comes", "no capacity", [
    "if (!this.hasRoom) return false;",
    "",
  ]),
  mutant(PULL, "one-too-many", "The queue keeps one more than its capacity", "<= in place of <", [
    "this.#values.length < this.#limits.capacity",
    "this.#values.length <= this.#limits.capacity",
  ]),
  mutant(
    PULL,
    "oldest-dropped",
    "A full queue drops its oldest value and says that all is well",
    "a ring buffer",
    ["if (!this.hasRoom) return false;", "if (!this.hasRoom) this.#values.shift();"],
  ),

  mutant(PRESSURE, "producers-unbounded", "Any number of producers may wait", "the bound moved elsewhere", [
    "this.#puts.length >= this.#limits.maxWaitingPuts",
    "this.#puts.length < 0",
  ]),
  mutant(
    PRESSURE,
    "one-producer-too-many",
    "One more producer may wait than the limit says",
    "> in place of >=",
    ["this.#puts.length >= this.#limits.maxWaitingPuts", "this.#puts.length > this.#limits.maxWaitingPuts"],
  ),
  mutant(
    PRESSURE,
    "accepted-while-waiting",
    "A producer that waits is told at once that it is accepted",
    "the callback is called too early",
    ["this.#puts.push(put);", "this.#puts.push(put);\n    accepted();"],
  ),
  mutant(
    PRESSURE,
    "never-admitted",
    "Room comes about, and nobody who waits is let in",
    "a lost wake-up on the producers' side",
    ["    this.#admit();\n", ""],
  ),
  mutant(PRESSURE, "admitted-silently", "A producer is let in and never told", "a forgotten callback", [
    "    put.accepted();\n",
    "",
  ]),
  mutant(
    PRESSURE,
    "latest-producer",
    "The producer that came last is let in first",
    "pop in place of shift",
    ["const put = this.#puts.shift();", "const put = this.#puts.pop();"],
  ),
  mutant(
    PRESSURE,
    "gone-producer-admitted",
    "A producer that gave up is let in all the same",
    "cancel does nothing",
    ["cancel: () => this.#leave(this.#puts, put)", "cancel: () => undefined"],
  ),

  mutant(
    PUSH,
    "failure-blocks",
    "One line for all: a subscriber that fails holds up the others",
    "faults: one subscriber's failure blocks the others",
    [
      "if (line.values.length === 1) this.#clock.after(0, () => this.#push(line));",
      "if (line === lines[0] && line.values.length === 1) this.#clock.after(0, () => this.#push(line));",
    ],
    [
      "if (well) line.values.shift();",
      "if (well) {\n        line.values.shift();\n        const lines = [...this.#lines.values()];\n        const next = lines[lines.indexOf(line) + 1];\n        if (next !== undefined) this.#clock.after(0, () => this.#push(next));\n      }",
    ],
  ),
  mutant(
    PUSH,
    "unbounded-push",
    "What a slow subscriber hasn't taken piles up without a limit",
    "faults: unbounded push to a slow consumer",
    ["if (lines.some(({ values }) => values.length >= this.#options.capacity)) return false;", ""],
  ),
  mutant(PUSH, "some-get-it", "A refused value reaches the subscribers that had room", "checked one by one", [
    "if (lines.some(({ values }) => values.length >= this.#options.capacity)) return false;\n    for (const line of lines) {",
    "for (const line of lines) {\n      if (line.values.length >= this.#options.capacity) return false;",
  ]),
  mutant(PUSH, "failed-is-dropped", "A value that failed isn't pushed again", "no retry", [
    "if (well) line.values.shift();",
    "line.values.shift();",
  ]),
  mutant(PUSH, "retry-at-once", "A value that failed is pushed again without a pause", "a busy loop", [
    "well ? 0 : this.#options.retryAfter",
    "0",
  ]),
  mutant(
    PUSH,
    "retry-at-the-end",
    "A value that failed goes to the end of its line: order is lost",
    "faults: redelivery without order",
    [
      "if (well) line.values.shift();",
      "const first = line.values.shift()!;\n      if (!well) line.values.push(first);",
    ],
  ),
  mutant(PUSH, "throw-is-well", "A subscriber that throws is taken to be done", "catch without a thought", [
    "done(false);",
    "done(true);",
  ]),
  mutant(PUSH, "done-twice", "Who says twice that it is done loses a value", "no guard", [
    "      if (over) return;\n",
    "",
  ]),
  mutant(
    PUSH,
    "next-before-done",
    "A subscriber is called with the next value while it works on the last",
    "a call for each publish",
    ["if (line.values.length === 1) this.#clock", "this.#clock"],
  ),
  mutant(
    PUSH,
    "called-within",
    "Subscribers are called within publish: the producer waits for them",
    "a direct call",
    [
      "this.#clock.after(0, () => this.#push(line));\n    }\n    return true;",
      "this.#push(line);\n    }\n    return true;",
    ],
  ),

  mutant(AXES, "one-queue", "All groups share one queue", "point to point only", [
    "let queue = this.#groups.get(name);",
    "let queue = [...this.#groups.values()][0];",
  ]),
  mutant(
    AXES,
    "queue-per-member",
    "Whoever asks for a group's queue gets a new one",
    "publish and subscribe only",
    ["if (queue === undefined) {", "if (queue === undefined || queue.waitingPulls > 0) {"],
  ),
  mutant(
    AXES,
    "partial-publish",
    "A group without room is passed over, and nobody is told",
    "the answer of offer is thrown away",
    ["if (groups.some((queue) => !queue.hasRoom && queue.waitingPulls === 0)) return false;", ""],
  ),
  mutant(AXES, "pushed-once", "A member that is done isn't called again", "a pull is one-shot", [
    "          next();\n",
    "",
  ]),
  mutant(AXES, "pushed-twice", "A member that says twice that it is done is given two values", "no guard", [
    "if (!over) {",
    "if (over || !over) {",
  ]),
  mutant(
    AXES,
    "stopped-in-vain",
    "A member that has stopped is called once more",
    "the waiting pull isn't cancelled",
    ["      waiting?.cancel();\n", ""],
  ),

  mutant(
    LEASES,
    "forgotten-on-delivery",
    "A value is forgotten when it is handed out",
    "faults: acknowledge before processing",
    [
      "return { id: this.#lastId, value: entry.value };",
      "const id = this.#lastId;\n    this.#entries = this.#entries.filter((each) => each !== entry);\n    return { id, value: entry.value };",
    ],
  ),
  mutant(
    LEASES,
    "back-at-the-end",
    "What comes back comes after what came later",
    "faults: redelivery without order",
    [
      "const entry = this.#entries.find(({ lease }) => lease === undefined || lease.until <= now);",
      "const entry =\n      this.#entries.find(({ lease }) => lease === undefined) ??\n      this.#entries.find(({ lease }) => lease !== undefined && lease.until <= now);",
    ],
  ),
  mutant(LEASES, "lease-for-ever", "A lease never runs out: a dead worker keeps its value", "no timeout", [
    "lease === undefined || lease.until <= now",
    "lease === undefined",
  ]),
  mutant(LEASES, "no-lease", "What is worked on is handed out again at once", "the lease isn't looked at", [
    "lease === undefined || lease.until <= now",
    "lease === undefined || lease.until > 0",
  ]),
  mutant(
    LEASES,
    "late-acknowledgement",
    "A late acknowledgement ends another's lease",
    "one id for all deliveries of a value",
    [
      "this.#lastId += 1;\n    entry.lease = { id: this.#lastId,",
      "this.#lastId = entry.lease?.id ?? this.#lastId + 1;\n    entry.lease = { id: this.#lastId,",
    ],
  ),
  mutant(
    LEASES,
    "cumulative",
    "An acknowledgement takes all that was delivered before it",
    "taken for a position in a log",
    ["lease?.id !== id", "lease === undefined || lease.id > id"],
  ),
  mutant(
    LEASES,
    "leased-is-free",
    "What is worked on isn't counted: memory grows",
    "only what waits is bounded",
    [
      "if (this.#entries.length >= this.#capacity)",
      "if (this.#entries.filter(({ lease }) => lease === undefined).length >= this.#capacity)",
    ],
  ),

  mutant(
    SERVER,
    "dead-worker-in-line",
    "A worker that is gone stands in line still: an order goes to nobody until its lease ends",
    "onClose does nothing",
    ["line.filter((each) => each !== connection)", "line"],
  ),
  mutant(
    SERVER,
    "server-unbounded",
    "The server accepts what it has no room for",
    "the answer of add is thrown away",
    ["if (groups.some((leases) => leases.length >= MAX_ORDERS)) return false;", ""],
  ),
  mutant(SERVER, "one-group", "Only the first service gets the order", "a break too many", [
    "for (const leases of groups) leases.add(order);",
    "groups[0]?.add(order);",
  ]),
  mutant(
    SERVER,
    "nobody-looks-again",
    "A lease runs out and nobody looks: a worker waits beside an order",
    "faults: lost wake-up of a waiting pull",
    ["      this.#host.clock.after(LEASE_FOR, () => this.#serve(group));\n", ""],
  ),
  mutant(
    SERVER,
    "endless-line",
    "Whoever asks again and again fills the queue's memory",
    "an input without a bound",
    ["line === undefined || line.length >= MAX_WAITING", "line === undefined"],
  ),
];
