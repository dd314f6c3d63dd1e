/** A value that somebody works on. It is theirs until it is acknowledged, or until the time is up. */
export interface Lease<T> {
  /** Of this delivery: another delivery of the same value has another id. */
  id: number;
  value: T;
}

// #region own crash: What belongs to a value.
interface Entry<T> {
  value: T;
  lease?: { id: number; until: number } | undefined;
}
// #endregion

/** A queue that forgets a value when it was processed, and not when it was delivered. */
export class Leases<T> {
  readonly #capacity: number;
  readonly #leaseFor: number;
  // #region own crash: Your fields.
  #entries: Entry<T>[] = [];
  #lastId = 0;
  // #endregion

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
    // #region write crash: How many?
    return this.#entries.length;
    // #endregion
  }

  /** @returns whether there was room for it */
  add(value: T): boolean {
    // #region write crash: What is being worked on takes room too.
    if (this.#entries.length >= this.#capacity) return false;
    this.#entries.push({ value });
    return true;
    // #endregion
  }

  /** The oldest value that nobody works on, from now on somebody's. Whose time is up at `now` has lost theirs. */
  next(now: number): Lease<T> | undefined {
    // #region write crash: The oldest that is free, or that is free again.
    const entry = this.#entries.find(({ lease }) => lease === undefined || lease.until <= now);
    if (entry === undefined) return undefined;
    this.#lastId += 1;
    entry.lease = { id: this.#lastId, until: now + this.#leaseFor };
    return { id: this.#lastId, value: entry.value };
    // #endregion
  }

  /** It was processed. @returns false if it isn't theirs any more: somebody else works on it, or has done it */
  acknowledge(id: number): boolean {
    // #region write crash: Only this one, and only by who has it.
    const kept = this.#entries.filter(({ lease }) => lease?.id !== id);
    if (kept.length === this.#entries.length) return false;
    this.#entries = kept;
    return true;
    // #endregion
  }
}
