import type { Clock, Timer } from "#lab/host";

/** A fetch that was not worth an answer yet. */
export interface WaitingFetch {
  /** Whose it is: when they are gone, so is it. */
  readonly owner: object;
  /** The partitions that it waits for. */
  readonly keys: readonly string[];
  /**
   * Looks again, and answers if that is worth it.
   * @param isLast the time is up: it answers in any case
   * @returns whether it has answered
   */
  attempt(isLast: boolean): boolean;
}

/** Fetches that wait for something to come. Each is answered once, or forgotten with its owner. */
export class WaitingFetches {
  readonly #clock: Clock;
  readonly #limit: number;
  // Yours (step long-poll): Your fields.

  /** @param limit most fetches that may wait */
  constructor(clock: Clock, limit: number) {
    this.#clock = clock;
    this.#limit = limit;
  }

  /** How many wait. */
  get length(): number {
    // Write here (step long-poll): How many?
    throw new Error("Not written yet (step long-poll)");
  }

  /**
   * Lets a fetch wait. It has been looked at just now, in the same event.
   * @param maxWaitMs after this it is answered in any case
   * @returns false if too many wait: then it doesn't, and should be answered as it is
   */
  add(fetch: WaitingFetch, maxWaitMs: number): boolean {
    // Write here (step long-poll): It can be found by each of its keys, and its time will be up.
    throw new Error("Not written yet (step long-poll)");
  }

  /** There is more in a partition: those that wait for it look again, the longest waiting first. */
  wake(key: string): void {
    // Write here (step long-poll): Whoever has answered waits no more, for none of its keys.
    throw new Error("Not written yet (step long-poll)");
  }

  /** All look again, the longest waiting first. */
  wakeAll(): void {
    // Write here (step long-poll): As above.
    throw new Error("Not written yet (step long-poll)");
  }

  /** Their owner is gone. */
  forget(owner: object): void {
    // Write here (step long-poll): Nobody is left to be answered.
    throw new Error("Not written yet (step long-poll)");
  }

  // Yours (step long-poll): Room for helpers of your own.
}
