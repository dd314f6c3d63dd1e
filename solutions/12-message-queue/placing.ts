import { type Clock, sleep } from "#lab/host";
import type { Order, Step } from "./order";

/** Before a failed step is tried again, in ms. */
export const RETRY_AFTER = 100;

/**
 * Places an order synchronously: one step after the other, and the customer waits for all of them.
 * @throws what a step throws; the steps after it are not begun
 */
export async function placeAndWait(order: Order, steps: readonly Step[]): Promise<void> {
  // #region write placing: The steps, one after the other.
  for (const step of steps) await step(order);
  // #endregion
}

/** Places orders asynchronously: it takes them, and works on them later, behind the customer's back. */
export class OrderDesk {
  readonly #clock: Clock;
  readonly #steps: readonly Step[];
  readonly #orders: Order[] = [];
  // #region own placing: Your fields.
  #working = false;
  // #endregion

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
    // #region write placing: Keep it, and see that somebody works on it, but later.
    this.#orders.push(order);
    if (this.#working) return;
    this.#working = true;
    this.#clock.after(0, () => void this.#work());
    // #endregion
  }

  // #region own placing: Room for helpers of your own.
  async #work(): Promise<void> {
    for (let order = this.#orders[0]; order !== undefined; order = this.#orders[0]) {
      for (const step of this.#steps) await this.#insist(step, order);
      // Only now: until it is done, it counts as waiting.
      this.#orders.shift();
    }
    this.#working = false;
  }

  async #insist(step: Step, order: Order): Promise<void> {
    for (;;) {
      try {
        return await step(order);
      } catch {
        await sleep(this.#clock, RETRY_AFTER);
      }
    }
  }
  // #endregion
}
