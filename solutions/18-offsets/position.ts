import type { Offset } from "#commit-log/record-batch";
import type { Bounds } from "./messages";

// #region show position
/** Where somebody reads. */
export interface Position {
  /** Of the next record. */
  offset: Offset;
  /** The epoch of the record before it: it names the history in which this position has a meaning. -1: unknown. */
  epoch: number;
}

/** What to do when there is no place to begin: from the first record that is there, from the next that comes, or stop. */
export type ResetPolicy = "earliest" | "latest" | "none";
// #endregion

/** Nothing says where to read, and nobody has said what to do then. */
export type NoPosition = "NO_OFFSET_FOR_PARTITION" | "LOG_TRUNCATION" | "OFFSET_OUT_OF_RANGE";

/**
 * Where to go on reading at a leader.
 *
 * @param position where it was, or what was committed; undefined if nothing was
 * @param bounds what the leader says, of the position's epoch
 * @see KIP-320, KAFKA-7747; Apache Kafka, `auto.offset.reset`
 */
export function positionAt(
  position: Position | undefined,
  bounds: Bounds,
  policy: ResetPolicy,
): Position | NoPosition {
  // #region write consumer: Does the leader have the history that was read? Is there something at this place? Else: reset.
  if (position === undefined) return reset(bounds, policy) ?? "NO_OFFSET_FOR_PARTITION";
  const { offset, epoch } = position;
  const { start, end, epochEnd } = bounds;
  if (epoch >= 0) {
    // All that the leader has is of newer epochs: retention has taken the others, or this one never got there.
    if (epochEnd === null) return offset === start ? position : (reset(bounds, policy) ?? "LOG_TRUNCATION");
    if (epochEnd.epoch < epoch || epochEnd.end < offset) {
      if (policy === "none") return "LOG_TRUNCATION";
      const back = epochEnd.end < offset ? epochEnd.end : offset;
      return { offset: back < start ? start : back, epoch: epochEnd.epoch };
    }
  }
  if (offset < start || offset > end) return reset(bounds, policy) ?? "OFFSET_OUT_OF_RANGE";
  return position;
  // #endregion
}

function reset({ start, end }: Bounds, policy: ResetPolicy): Position | undefined {
  // #region write consumer: By the policy.
  if (policy === "none") return undefined;
  return { offset: policy === "earliest" ? start : end, epoch: -1 };
  // #endregion
}
