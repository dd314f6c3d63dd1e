/** What waits can be called off. Harmless if it has happened already. */
export interface Waiting {
  cancel(): void;
}

/** Too much waits already. Nothing has been done: try again later, or tell whoever asked you. */
export class QueueFull extends Error {
  override readonly name = "QueueFull";
  readonly reason = "QueueFull";
}

export interface QueueLimits {
  /** Most values that are kept. */
  capacity: number;
  /** Most producers that may wait for room. */
  maxWaitingPuts: number;
}

/**
 * A queue in memory, from which consumers pull. First in, first out: for the values, for the consumers that wait
 * for one, and for the producers that wait for room. Each value goes to one consumer.
 */
export class PullQueue<T> {
  readonly #limits: QueueLimits;
  readonly #values: T[] = [];
  readonly #pulls: ((value: T) => void)[] = [];
  // #region own back-pressure: Your fields.
  readonly #puts: { value: T; accepted: () => void }[] = [];
  // #endregion

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  /** Values that are kept. Never more than `capacity`. */
  get length(): number {
    return this.#values.length;
  }

  /** Consumers that wait for a value. */
  get waitingPulls(): number {
    return this.#pulls.length;
  }

  /** Producers that wait for room. Never more than `maxWaitingPuts`. */
  get waitingPuts(): number {
    // #region write back-pressure: How many?
    return this.#puts.length;
    // #endregion
  }

  /** Whether a value would be taken at once. */
  get hasRoom(): boolean {
    return this.#values.length < this.#limits.capacity;
  }

  /**
   * Gives the next value to `taker`: at once if there is one, else as soon as there is. May be called by a taker.
   * @returns by what to stop waiting
   */
  pull(taker: (value: T) => void): Waiting {
    // #region write pull: Is there a value? Else wait in line.
    if (this.#values.length === 0) {
      this.#pulls.push(taker);
      return { cancel: () => this.#leave(this.#pulls, taker) };
    }
    const value = this.#values.shift()!;
    // #region own back-pressure: There is room now.
    this.#admit();
    // #endregion
    taker(value);
    return { cancel: () => undefined };
    // #endregion
  }

  /** Adds a value, or doesn't if the queue is full: it never waits. @returns whether it was added */
  offer(value: T): boolean {
    // #region write pull: Does somebody wait for it? Is there room?
    const taker = this.#pulls.shift();
    if (taker !== undefined) {
      taker(value);
      return true;
    }
    if (!this.hasRoom) return false;
    this.#values.push(value);
    return true;
    // #endregion
  }

  /**
   * Adds a value; if the queue is full, as soon as there is room.
   * @param accepted called once when it has been added: before this returns, or later
   * @returns by what to take it back while it waits
   * @throws QueueFull if too many producers wait already
   */
  put(value: T, accepted: () => void): Waiting {
    // #region write back-pressure: Add it, or wait in line, if the line isn't too long.
    if (this.offer(value)) {
      accepted();
      return { cancel: () => undefined };
    }
    if (this.#puts.length >= this.#limits.maxWaitingPuts) {
      throw new QueueFull(`${this.#limits.maxWaitingPuts} producers wait for room`);
    }
    const put = { value, accepted };
    this.#puts.push(put);
    return { cancel: () => this.#leave(this.#puts, put) };
    // #endregion
  }

  // #region own pull: Room for helpers of your own.
  #leave<W>(line: W[], one: W): void {
    const place = line.indexOf(one);
    if (place >= 0) line.splice(place, 1);
  }
  // #endregion

  // #region own back-pressure: Room for helpers of your own.
  #admit(): void {
    const put = this.#puts.shift();
    if (put === undefined) return;
    this.#values.push(put.value);
    put.accepted();
  }
  // #endregion
}
