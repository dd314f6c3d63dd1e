import { type Clock, sleep } from "#lab/host";
import type { Order, Step } from "./order";

/** Before a failed step is tried again, in ms. */
export const RETRY_AFTER = 100;

/**
 * Places an order synchronously: one step after the other, and the customer waits for all of them.
 * @throws what a step throws; the steps after it are not begun
 */
export async function placeAndWait(order: Order, steps: readonly Step[]): Promise<void> {
  // Write here (step placing): The steps, one after the other.
  throw new Error("Not written yet (step placing)");
}

/** Places orders asynchronously: it takes them, and works on them later, behind the customer's back. */
export class OrderDesk {
  readonly #clock: Clock;
  readonly #steps: readonly Step[];
  readonly #orders: Order[] = [];
  // Yours (step placing): Your fields.

  constructor(clock: Clock, steps: readonly Step[]) {
    this.#clock = clock;
    this.#steps = steps;
  }

  /** Orders that are taken and not yet done. */
  get waiting(): number {
    return this.#orders.length;
  }

  /**
   * Takes an order. When this returns, the customer can be told; no step has begun, and none has to succeed.
   * Orders are worked on in the order in which they came, each step at most once at a time. A step that fails is tried
   * again after {@link RETRY_AFTER} ms, and those that succeeded before it aren't repeated.
   */
  place(order: Order): void {
    // Write here (step placing): Keep it, and see that somebody works on it, but later.
    throw new Error("Not written yet (step placing)");
  }

  // Yours (step placing): Room for helpers of your own.
}
