/** A value that somebody works on. It is theirs until it is acknowledged, or until the time is up. */
export interface Lease<T> {
  /** Of this delivery: another delivery of the same value has another id. */
  id: number;
  value: T;
}

// Yours (step crash): What belongs to a value.

/** A queue that forgets a value when it was processed, and not when it was delivered. */
export class Leases<T> {
  readonly #capacity: number;
  readonly #leaseFor: number;
  // Yours (step crash): Your fields.

  /**
   * @param capacity most values that are kept, those that are worked on among them
   * @param leaseFor how long somebody may work on a value, in ms
   */
  constructor(capacity: number, leaseFor: number) {
    this.#capacity = capacity;
    this.#leaseFor = leaseFor;
  }

  /** Values that are kept: not yet acknowledged. */
  get length(): number {
    // Write here (step crash): How many?
    throw new Error("Not written yet (step crash)");
  }

  /** @returns whether there was room for it */
  add(value: T): boolean {
    // Write here (step crash): What is being worked on takes room too.
    throw new Error("Not written yet (step crash)");
  }

  /** The oldest value that nobody works on, from now on somebody's. Whose time is up at `now` has lost theirs. */
  next(now: number): Lease<T> | undefined {
    // Write here (step crash): The oldest that is free, or that is free again.
    throw new Error("Not written yet (step crash)");
  }

  /** It was processed. @returns false if it isn't theirs any more: somebody else works on it, or has done it */
  acknowledge(id: number): boolean {
    // Write here (step crash): Only this one, and only by who has it.
    throw new Error("Not written yet (step crash)");
  }
}
