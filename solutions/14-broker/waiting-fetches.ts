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
  // #region own long-poll: Your fields.
  /** In the order in which they came. */
  readonly #timers = new Map<WaitingFetch, Timer>();
  readonly #byKey = new Map<string, Set<WaitingFetch>>();
  // #endregion

  /** @param limit most fetches that may wait */
  constructor(clock: Clock, limit: number) {
    this.#clock = clock;
    this.#limit = limit;
  }

  /** How many wait. */
  get length(): number {
    // #region write long-poll: How many?
    return this.#timers.size;
    // #endregion
  }

  /**
   * Lets a fetch wait. It has been looked at just now, in the same event.
   * @param maxWaitMs after this it is answered in any case
   * @returns false if too many wait: then it doesn't, and should be answered as it is
   */
  add(fetch: WaitingFetch, maxWaitMs: number): boolean {
    // #region write long-poll: It can be found by each of its keys, and its time will be up.
    if (this.#timers.size >= this.#limit) return false;
    const timeIsUp = (): void => {
      this.#remove(fetch);
      fetch.attempt(true);
    };
    this.#timers.set(fetch, this.#clock.after(maxWaitMs, timeIsUp));
    for (const key of fetch.keys) {
      const line = this.#byKey.get(key);
      if (line === undefined) this.#byKey.set(key, new Set([fetch]));
      else line.add(fetch);
    }
    return true;
    // #endregion
  }

  /** There is more in a partition: those that wait for it look again, the longest waiting first. */
  wake(key: string): void {
    // #region write long-poll: Whoever has answered waits no more, for none of its keys.
    this.#attempt([...(this.#byKey.get(key) ?? [])]);
    // #endregion
  }

  /** All look again, the longest waiting first. */
  wakeAll(): void {
    // #region write long-poll: As above.
    this.#attempt([...this.#timers.keys()]);
    // #endregion
  }

  /** Their owner is gone. */
  forget(owner: object): void {
    // #region write long-poll: Nobody is left to be answered.
    for (const fetch of [...this.#timers.keys()]) if (fetch.owner === owner) this.#remove(fetch);
    // #endregion
  }

  // #region own long-poll: Room for helpers of your own.
  #attempt(fetches: readonly WaitingFetch[]): void {
    for (const fetch of fetches) if (this.#timers.has(fetch) && fetch.attempt(false)) this.#remove(fetch);
  }

  #remove(fetch: WaitingFetch): void {
    this.#timers.get(fetch)?.cancel();
    this.#timers.delete(fetch);
    for (const key of fetch.keys) {
      const line = this.#byKey.get(key);
      line?.delete(fetch);
      if (line?.size === 0) this.#byKey.delete(key);
    }
  }
  // #endregion
}
