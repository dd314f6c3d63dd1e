import type { Offset } from "#commit-log/record-batch";
import type { Bounds } from "./messages";

/** Where somebody reads. */
export interface Position {
  /** Of the next record. */
  offset: Offset;
  /** The epoch of the record before it: it names the history in which this position has a meaning. -1: unknown. */
  epoch: number;
}

/** What to do when there is no place to begin: from the first record that is there, from the next that comes, or stop. */
export type ResetPolicy = "earliest" | "latest" | "none";

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
  // Write here (step consumer): Does the leader have the history that was read? Is there something at this place? Else: reset.
  throw new Error("Not written yet (step consumer)");
}

function reset({ start, end }: Bounds, policy: ResetPolicy): Position | undefined {
  // Write here (step consumer): By the policy.
  throw new Error("Not written yet (step consumer)");
}
