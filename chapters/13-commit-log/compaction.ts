import {
  type BatchInfo,
  CONTROL_BIT,
  decodeRecords,
  encodeBatch,
  HORIZON_BIT,
  isCompressed,
  type LogRecord,
  type Offset,
  readInfo,
} from "./record-batch";

/** For every key, the offset of its last record. */
export type Latest = Map<string, Offset>;

/** A key as text, a character for a byte, so that equal keys are equal in a Map. */
function nameOfKey(key: Uint8Array): string {
  return String.fromCharCode(...key);
}

/** Whether the records of a batch may be looked at, and some of them left out. */
function isReadable(info: BatchInfo): boolean {
  return !isCompressed(info) && (info.attributes & CONTROL_BIT) === 0;
}

/** Takes note of the keys of a batch. */
export function noteKeys(latest: Latest, batch: Uint8Array): void {
  // Write here (step compaction): What comes later counts.
  throw new Error("Not written yet (step compaction)");
}

/**
 * What is left of a batch. Offsets stay as they are, and so do the batch's own beginning and end: with no record left
 * it still says that its offsets are taken.
 *
 * @param now milliseconds since 1970. A tombstone stays for `keepTombstonesMs` from the first time that it is seen
 *   here; the batch remembers until when, in the place of its base timestamp
 */
export function cleanBatch(
  latest: Latest,
  batch: Uint8Array,
  now: number,
  keepTombstonesMs: number,
): Uint8Array {
  const info = readInfo(batch);
  // Write here (step compaction): Which records stay? And until when does a tombstone?
  throw new Error("Not written yet (step compaction)");
}
