import type { Clock } from "#lab/host";

/**
 * Is called with a value, and says when it is done with it, and whether well. It may also throw: that is a failure too.
 */
export type Subscriber<T> = (value: T, done: (well: boolean) => void) => void;

export interface PusherOptions {
  /** Most values that wait for one subscriber, the one that it is working on among them. */
  capacity: number;
  /** Before a value that failed is pushed again, in ms. */
  retryAfter: number;
}

// #region own push: What belongs to a subscriber.
interface Line<T> {
  subscriber: Subscriber<T>;
  values: T[];
}
// #endregion

/** Calls its subscribers with every value, each at its own pace: in order, one value at a time, until it went well. */
export class Pusher<T> {
  readonly #clock: Clock;
  readonly #options: PusherOptions;
  // #region own push: Your fields.
  readonly #lines = new Map<string, Line<T>>();
  // #endregion

  constructor(clock: Clock, options: PusherOptions) {
    this.#clock = clock;
    this.#options = options;
  }

  /** Values that wait for a subscriber. Never more than `capacity`. */
  backlogOf(name: string): number {
    // #region write push: How many?
    return this.#lines.get(name)?.values.length ?? 0;
    // #endregion
  }

  /** From now on it is called with what is published. */
  subscribe(name: string, subscriber: Subscriber<T>): void {
    // #region write push: It gets a line of its own.
    this.#lines.set(name, { subscriber, values: [] });
    // #endregion
  }

  /**
   * Brings a value to every subscriber. Never calls one before it returns.
   * @returns false if a subscriber has no room for it; then none gets it
   */
  publish(value: T): boolean {
    // #region write push: All or none. Whoever was idle is called, but not within this call.
    const lines = [...this.#lines.values()];
    if (lines.some(({ values }) => values.length >= this.#options.capacity)) return false;
    for (const line of lines) {
      line.values.push(value);
      if (line.values.length === 1) this.#clock.after(0, () => this.#push(line));
    }
    return true;
    // #endregion
  }

  // #region own push: Room for helpers of your own.
  #push(line: Line<T>): void {
    let over = false;
    const done = (well: boolean): void => {
      // Who throws after it has said that it is done, or says so twice, has said it once.
      if (over) return;
      over = true;
      if (well) line.values.shift();
      if (line.values.length === 0) return;
      this.#clock.after(well ? 0 : this.#options.retryAfter, () => this.#push(line));
    };
    try {
      line.subscriber(line.values[0]!, done);
    } catch {
      done(false);
    }
  }
  // #endregion
}
