import type { Offset } from "#commit-log/record-batch";

export interface RetentionOptions {
  retentionMs?: number;
  retentionBytes?: number;
}

export interface SegmentFacts {
  end: Offset;
  size: number;
  maxTimestamp: bigint;
}

/** Counts from the newest on what stays; what is left may go, if nothing in front of it must stay. */
export function countDeletable(
  segments: readonly SegmentFacts[],
  options: RetentionOptions,
  now: number,
  highWatermark: Offset,
): number {
  let behind = 0;
  let stays = segments.length;
  for (let index = segments.length - 1; index >= 0; index--) {
    const { end, size, maxTimestamp } = segments[index]!;
    const isLast = index === segments.length - 1;
    const isOld = maxTimestamp !== -1n && now - (options.retentionMs ?? Infinity) > Number(maxTimestamp);
    const isTooMuch = behind >= (options.retentionBytes ?? Infinity);
    if (isLast || end > highWatermark || (!isOld && !isTooMuch)) stays = index;
    behind += size;
  }
  return stays;
}
