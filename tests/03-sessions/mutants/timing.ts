import type { Mutant } from "#lab/testing/mutant";

/** Wrong beginnings of sessions, and wrong clocks. */
export const timing: Mutant[] = [
  {
    id: "timeout-below-the-least",
    mistake: "A client gets as short a timeout as it asks for",
    source: "ZooKeeper Programmer's Guide, ZooKeeper Sessions",
    step: "open",
    file: "opening.ts",
    edits: [
      {
        find: `Math.min(Math.max(asked, MIN_TIMEOUT_TICKS * tick), MAX_TIMEOUT_TICKS * tick)`,
        put: `Math.min(asked, MAX_TIMEOUT_TICKS * tick)`,
      },
    ],
  },
  {
    id: "timeout-above-the-most",
    mistake: "A client gets as long a timeout as it asks for",
    source: "ZooKeeper Programmer's Guide, ZooKeeper Sessions",
    step: "open",
    file: "opening.ts",
    edits: [
      {
        find: `Math.min(Math.max(asked, MIN_TIMEOUT_TICKS * tick), MAX_TIMEOUT_TICKS * tick)`,
        put: `Math.max(asked, MIN_TIMEOUT_TICKS * tick)`,
      },
    ],
  },
  {
    id: "id-of-32-bits",
    mistake: "The server's number is shifted as a number of 32 bits, and lands elsewhere",
    source: "the arithmetic of JavaScript's numbers",
    step: "open",
    file: "opening.ts",
    edits: [{ find: `(BigInt(server) << 56n)`, put: `BigInt(server << 56)` }],
  },
  {
    id: "id-loses-its-last-bits",
    mistake: "The next id is computed as a floating-point number, which has 53 bits",
    source: "the arithmetic of JavaScript's numbers",
    step: "open",
    file: "opening.ts",
    edits: [
      {
        find: `    return this.#next++;`,
        put: `    const id = this.#next;\n    this.#next = BigInt(Number(id) + 1);\n    return id;`,
      },
    ],
  },
  {
    id: "time-spills-into-the-server",
    mistake: "The time isn't cut to 40 bits, and its 41st changes the server's number",
    source: "ZooKeeper source, SessionTrackerImpl.initializeNextSessionId; akin to ZOOKEEPER-1622",
    step: "open",
    file: "opening.ts",
    edits: [{ find: `BigInt.asUintN(40, BigInt(Math.floor(now)))`, put: `BigInt(Math.floor(now))` }],
  },
  {
    id: "ids-start-over",
    mistake: "After a restart a server gives out the same ids again",
    source: "ZooKeeper source, SessionTrackerImpl.initializeNextSessionId",
    step: "open",
    file: "opening.ts",
    edits: [
      {
        find: `BigInt.asUintN(40, BigInt(Math.floor(now)))`,
        put: `BigInt.asUintN(0, BigInt(Math.floor(now)))`,
      },
    ],
  },
  {
    id: "one-password-for-all",
    mistake: "The password can be foreseen",
    source: "ZooKeeper source, ZooKeeperServer.generatePasswd",
    step: "open",
    file: "opening.ts",
    edits: [
      { find: `return random.bytes(PASSWORD_BYTES);`, put: `return random.bytes(PASSWORD_BYTES).fill(7);` },
    ],
  },
  {
    id: "rounds-down",
    mistake: "The end is rounded down to the tick: a session expires before its timeout is over",
    source: "ZooKeeper source, ExpiryQueue.roundToNextInterval",
    step: "buckets",
    file: "expiry-queue.ts",
    edits: [
      {
        find: `(Math.floor(time / this.#tick) + 1) * this.#tick`,
        put: `Math.floor(time / this.#tick) * this.#tick`,
      },
    ],
  },
  {
    id: "rounds-to-the-nearest",
    mistake: "The end is rounded to the nearest tick: every second session expires too early",
    source: "ZooKeeper source, ExpiryQueue.roundToNextInterval",
    step: "buckets",
    file: "expiry-queue.ts",
    edits: [
      {
        find: `(Math.floor(time / this.#tick) + 1) * this.#tick`,
        put: `Math.round(time / this.#tick) * this.#tick`,
      },
    ],
  },
  {
    id: "a-tick-too-late",
    mistake: "A session is kept for up to two ticks after its timeout",
    source: "ZooKeeper source, ExpiryQueue.roundToNextInterval",
    step: "buckets",
    file: "expiry-queue.ts",
    edits: [{ find: `(Math.floor(time / this.#tick) + 1)`, put: `(Math.floor(time / this.#tick) + 2)` }],
  },
  {
    id: "stays-in-the-old-bucket",
    mistake: "A touch puts the session into a new bucket and leaves it in the old one",
    source: "ZooKeeper source, ExpiryQueue.update",
    step: "buckets",
    file: "expiry-queue.ts",
    edits: [{ find: `    this.remove(key);\n`, put: "" }],
  },
  {
    id: "moves-once-a-bucket",
    mistake: "A session that has a bucket isn't moved to another",
    source: "ZooKeeper source, ExpiryQueue.update",
    step: "buckets",
    file: "expiry-queue.ts",
    edits: [
      { find: `if (this.#bucketOf.get(key) === due) return;`, put: `if (this.#bucketOf.has(key)) return;` },
    ],
  },
  {
    id: "one-bucket-a-pass",
    mistake: "A pass takes the bucket of its own tick only: after a pause the older ones stay for ever",
    source: "a process that stands still for a minute",
    step: "buckets",
    file: "expiry-queue.ts",
    edits: [{ find: `if (due > now) continue;`, put: `if (due > now || due <= now - this.#tick) continue;` }],
  },
  {
    id: "expires-twice",
    mistake: "Who has expired is told again at the next pass",
    source: "ZooKeeper source, ExpiryQueue.poll",
    step: "buckets",
    file: "expiry-queue.ts",
    edits: [{ find: `      this.#buckets.delete(due);\n      for`, put: `      for` }],
  },
  {
    id: "scans-everybody",
    mistake: "A pass looks at every session, due or not",
    source: "ZooKeeper source, SessionTrackerImpl",
    step: "buckets",
    file: "expiry-queue.ts",
    edits: [
      {
        find: `    for (const [due, bucket] of this.#buckets) {\n      if (due > now) continue;`,
        put:
          `    for (const [due, bucket] of this.#buckets) {\n` +
          `      let over = 0;\n` +
          `      for (const key of bucket) if (this.#bucketOf.get(key)! <= now) over++;\n` +
          `      if (over === 0) continue;`,
      },
    ],
  },
];
