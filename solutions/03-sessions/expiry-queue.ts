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
  // #region own buckets: Your fields.
  /** By the end of the tick, in ms; no bucket is empty. At most as many as there are ticks in the longest timeout. */
  readonly #buckets = new Map<number, Set<K>>();
  readonly #bucketOf = new Map<K, number>();
  // #endregion

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
    // #region write buckets: Which bucket? Out of the old one, into the new one; often it is the same.
    const due = this.#endOfTick(now + timeout);
    if (this.#bucketOf.get(key) === due) return;
    this.remove(key);
    this.#bucketOf.set(key, due);
    const bucket = this.#buckets.get(due);
    if (bucket === undefined) this.#buckets.set(due, new Set([key]));
    else bucket.add(key);
    // #endregion
  }

  /** Forgets someone; harmless for whoever isn't here. */
  remove(key: K): void {
    // #region write buckets: Out of the bucket, and nothing of them is left.
    const due = this.#bucketOf.get(key);
    if (due === undefined) return;
    this.#bucketOf.delete(key);
    const bucket = this.#buckets.get(due)!;
    bucket.delete(key);
    if (bucket.size === 0) this.#buckets.delete(due);
    // #endregion
  }

  /** Takes out everyone whose time is over, in no promised order. It may be called late, after many ticks. */
  takeExpired(now: number): K[] {
    // #region write buckets: Whole buckets, of all ticks that are over. They are told once: they are gone from here.
    const expired: K[] = [];
    for (const [due, bucket] of this.#buckets) {
      if (due > now) continue;
      this.#buckets.delete(due);
      for (const key of bucket) {
        this.#bucketOf.delete(key);
        expired.push(key);
      }
    }
    return expired;
    // #endregion
  }

  /** How many are watched over. */
  get size(): number {
    // #region write buckets: Those who were heard of and have neither expired nor been removed.
    return this.#bucketOf.size;
    // #endregion
  }

  // #region own buckets: Room for helpers of your own.
  /** The first end of a tick after a moment. Up and never down, so that nobody is cut short. */
  #endOfTick(time: number): number {
    return (Math.floor(time / this.#tick) + 1) * this.#tick;
  }
  // #endregion
}
