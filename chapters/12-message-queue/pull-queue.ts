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
  // Yours (step back-pressure): Your fields.

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
    // Write here (step back-pressure): How many?
    throw new Error("Not written yet (step back-pressure)");
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
    // Write here (step pull): Is there a value? Else wait in line.
    throw new Error("Not written yet (step pull)");
  }

  /** Adds a value, or doesn't if the queue is full: it never waits. @returns whether it was added */
  offer(value: T): boolean {
    // Write here (step pull): Does somebody wait for it? Is there room?
    throw new Error("Not written yet (step pull)");
  }

  /**
   * Adds a value; if the queue is full, as soon as there is room.
   * @param accepted called once when it has been added: before this returns, or later
   * @returns by what to take it back while it waits
   * @throws QueueFull if too many producers wait already
   */
  put(value: T, accepted: () => void): Waiting {
    // Write here (step back-pressure): Add it, or wait in line, if the line isn't too long.
    throw new Error("Not written yet (step back-pressure)");
  }

  // Yours (step pull): Room for helpers of your own.

  // Yours (step back-pressure): Room for helpers of your own.
}
