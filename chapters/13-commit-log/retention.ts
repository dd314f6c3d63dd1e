import type { Offset } from "./record-batch";

/** How long, and how much. */
export interface RetentionOptions {
  /** A segment may go when its latest record is older than this, in ms. Without any time it stays. Default: never. */
  retentionMs?: number;
  /** The oldest segments may go while those that stay have at least so many bytes. Default: all of them stay. */
  retentionBytes?: number;
}

/** What the decision needs to know of a segment. */
export interface SegmentFacts {
  end: Offset;
  size: number;
  /** -1n if none of its records has a time. */
  maxTimestamp: bigint;
}

/**
 * How many of the oldest segments may go. Never the last, which is being written; never one that holds something at or
 * above the high watermark, which not all replicas have.
 *
 * @param segments from the oldest to the newest
 * @param now milliseconds since 1970
 */
export function countDeletable(
  segments: readonly SegmentFacts[],
  { retentionMs = Infinity, retentionBytes = Infinity }: RetentionOptions,
  now: number,
  highWatermark: Offset,
): number {
  // Write here (step retention): From the oldest on, until one must stay.
  throw new Error("Not written yet (step retention)");
}
