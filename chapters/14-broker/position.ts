import { decodeRecords, type LogRecord, type Offset, readInfo } from "#commit-log/record-batch";

/** What a reader finds in the batches that it was given. */
export interface Found {
  /** The records from its position on. */
  records: LogRecord[];
  /** Where to read on. */
  next: Offset;
}

/**
 * The records of some batches, from a position on. The first batch may begin before it, and a batch may hold fewer
 * records than offsets: compaction takes some away, even all.
 */
export function recordsFrom(batches: readonly Uint8Array[], position: Offset): Found {
  // Write here (step fetch): Which records have been read already? And where does it go on behind a batch without any?
  throw new Error("Not written yet (step fetch)");
}
