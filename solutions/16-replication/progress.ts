import type { Offset } from "#commit-log/record-batch";

/** What a leader knows of a follower. */
interface Known {
  /** The follower has everything before it, durable. */
  end: Offset;
  /** When it had all that the leader had, in ms. */
  caughtUpAt: number;
  /** When it asked last, and where the leader's log ended then. */
  askedAt: number;
  endThen: Offset;
}

/** How far each follower is, as far as its leader knows. A new leader knows nothing. */
export class Progress {
  // #region own high-watermark: Your fields.
  readonly #known = new Map<string, Known>();
  // #endregion
  readonly #since: number;

  /** @param now when the leader began to lead, in ms: nobody is behind yet */
  constructor(now: number) {
    this.#since = now;
  }

  /**
   * A follower asks for what comes from an offset on, so it has what is before it.
   * @param logEnd the leader's
   */
  asked(follower: string, offset: Offset, now: number, logEnd: Offset): void {
    // #region write high-watermark: How far is it? And when did it have everything?
    const before = this.#known.get(follower);
    let caughtUpAt = before?.caughtUpAt ?? this.#since;
    if (offset >= logEnd) caughtUpAt = now;
    else if (before !== undefined && offset >= before.endThen)
      caughtUpAt = Math.max(caughtUpAt, before.askedAt);
    this.#known.set(follower, { end: offset, caughtUpAt, askedAt: now, endThen: logEnd });
    // #endregion
  }

  /** What a follower has; undefined if it hasn't asked yet. */
  endOf(follower: string): Offset | undefined {
    // #region write high-watermark: What is known.
    return this.#known.get(follower)?.end;
    // #endregion
  }

  /** When a follower had everything, in ms. */
  caughtUpAt(follower: string): number {
    // #region write high-watermark: And of one that hasn't asked yet?
    return this.#known.get(follower)?.caughtUpAt ?? this.#since;
    // #endregion
  }
}

/**
 * Up to where everybody has the log who is in sync. It never goes back.
 *
 * @param before what it was
 * @param ends how far each of those is that are in sync, or may be; undefined for one of which nothing is known
 */
export function highWatermark(before: Offset, ends: readonly (Offset | undefined)[]): Offset {
  // #region write high-watermark: The last of them decides.
  let least: Offset | undefined;
  for (const end of ends) {
    if (end === undefined) return before;
    if (least === undefined || end < least) least = end;
  }
  return least === undefined || least < before ? before : least;
  // #endregion
}
