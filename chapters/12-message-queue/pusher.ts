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

// Yours (step push): What belongs to a subscriber.

/** Calls its subscribers with every value, each at its own pace: in order, one value at a time, until it went well. */
export class Pusher<T> {
  readonly #clock: Clock;
  readonly #options: PusherOptions;
  // Yours (step push): Your fields.

  constructor(clock: Clock, options: PusherOptions) {
    this.#clock = clock;
    this.#options = options;
  }

  /** Values that wait for a subscriber. Never more than `capacity`. */
  backlogOf(name: string): number {
    // Write here (step push): How many?
    throw new Error("Not written yet (step push)");
  }

  /** From now on it is called with what is published. */
  subscribe(name: string, subscriber: Subscriber<T>): void {
    // Write here (step push): It gets a line of its own.
    throw new Error("Not written yet (step push)");
  }

  /**
   * Brings a value to every subscriber. Never calls one before it returns.
   * @returns false if a subscriber has no room for it; then none gets it
   */
  publish(value: T): boolean {
    // Write here (step push): All or none. Whoever was idle is called, but not within this call.
    throw new Error("Not written yet (step push)");
  }

  // Yours (step push): Room for helpers of your own.
}
