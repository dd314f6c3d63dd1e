import type { Offset } from "#commit-log/record-batch";
import type { Replica } from "#replication/replica";
import type { Bounds, OffsetError } from "./messages";

/**
 * What a broker's copy says of its partition to somebody who wants to read it.
 * @param replica undefined: there is none here
 * @param epoch the one whose end is asked for; -1 if none
 * @see KIP-207, KAFKA-2334 for the end; KIP-320 for the epoch's end
 */
export function boundsOf(replica: Replica | undefined, epoch: number): { error: OffsetError } & Bounds {
  const nothing = { leaderEpoch: -1, start: -1n, end: -1n, epochEnd: null };
  const leadership = replica?.leadership;
  if (replica === undefined || leadership === undefined) {
    return { error: "NOT_LEADER_OR_FOLLOWER", ...nothing };
  }
  const { log, lineage, highWatermark } = replica;
  const bounds = {
    leaderEpoch: leadership.epoch,
    start: log.startOffset,
    end: highWatermark,
    epochEnd: lineage.endOf(epoch, log.endOffset) ?? null,
  };
  // #region write failover: The leader before may have shown more than this one may show yet.
  if (bounds.end < leadership.start) return { error: "OFFSET_NOT_AVAILABLE", ...nothing };
  return { error: "NONE", ...bounds };
  // #endregion
}

/** How far a group is behind: records that it could read and hasn't said are done. */
export function lagOf(committed: Offset | undefined, { start, end }: Pick<Bounds, "start" | "end">): bigint {
  // #region write lag: And if it has never said anything, or what it hasn't read is gone?
  const from = committed === undefined || committed < start ? start : committed;
  return from < end ? end - from : 0n;
  // #endregion
}
