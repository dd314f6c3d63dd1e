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
  // Yours (step high-watermark): Your fields.
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
    // Write here (step high-watermark): How far is it? And when did it have everything?
    throw new Error("Not written yet (step high-watermark)");
  }

  /** What a follower has; undefined if it hasn't asked yet. */
  endOf(follower: string): Offset | undefined {
    // Write here (step high-watermark): What is known.
    throw new Error("Not written yet (step high-watermark)");
  }

  /** When a follower had everything, in ms. */
  caughtUpAt(follower: string): number {
    // Write here (step high-watermark): And of one that hasn't asked yet?
    throw new Error("Not written yet (step high-watermark)");
  }
}

/**
 * Up to where everybody has the log who is in sync. It never goes back.
 *
 * @param before what it was
 * @param ends how far each of those is that are in sync, or may be; undefined for one of which nothing is known
 */
export function highWatermark(before: Offset, ends: readonly (Offset | undefined)[]): Offset {
  // Write here (step high-watermark): The last of them decides.
  throw new Error("Not written yet (step high-watermark)");
}
