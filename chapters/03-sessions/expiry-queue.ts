/**
 * Who has been silent for too long. Time is cut into ticks, and whoever is due within the same tick waits in the same
 * bucket: everything in it expires together, when the tick is over.
 *
 * Nobody expires before the timeout is over, and everybody does by a tick later. Hearing from someone costs the same
 * with a million others; a pass costs as much as there is to expire.
 *
 * @typeParam K what is watched over: here the id of a session
 * @see ZooKeeper source, `ExpiryQueue`
 */
export class ExpiryQueue<K> {
  readonly #tick: number;
  // Yours (step buckets): Your fields.

  /** @param tick in ms */
  constructor(tick: number) {
    this.#tick = tick;
  }

  /**
   * Someone has been heard of: the timeout starts again. Whoever wasn't here is from now on.
   *
   * @param timeout how long they may be silent, in ms
   * @param now in ms
   */
  touch(key: K, timeout: number, now: number): void {
    // Write here (step buckets): Which bucket? Out of the old one, into the new one; often it is the same.
    throw new Error("Not written yet (step buckets)");
  }

  /** Forgets someone; harmless for whoever isn't here. */
  remove(key: K): void {
    // Write here (step buckets): Out of the bucket, and nothing of them is left.
    throw new Error("Not written yet (step buckets)");
  }

  /** Takes out everyone whose time is over, in no promised order. It may be called late, after many ticks. */
  takeExpired(now: number): K[] {
    // Write here (step buckets): Whole buckets, of all ticks that are over. They are told once: they are gone from here.
    throw new Error("Not written yet (step buckets)");
  }

  /** How many are watched over. */
  get size(): number {
    // Write here (step buckets): Those who were heard of and have neither expired nor been removed.
    throw new Error("Not written yet (step buckets)");
  }

  // Yours (step buckets): Room for helpers of your own.
}
