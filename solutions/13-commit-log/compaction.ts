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
  // #region write compaction: What comes later counts.
  if (!isReadable(readInfo(batch))) return;
  for (const { key, offset } of decodeRecords(batch)) if (key !== null) latest.set(nameOfKey(key), offset);
  // #endregion
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
  // #region write compaction: Which records stay? And until when does a tombstone?
  if (!isReadable(info)) return batch;
  const horizon = (info.attributes & HORIZON_BIT) === 0 ? undefined : info.baseTimestamp;
  const isOver = horizon !== undefined && BigInt(Math.floor(now)) >= horizon;
  const lastOf = (key: Uint8Array): Offset | undefined => latest.get(nameOfKey(key));
  const isTombstone = ({ key, value }: LogRecord): boolean => key !== null && value === null;
  const records = decodeRecords(batch);
  const kept = records.filter((record) => {
    if (record.key === null) return true;
    return (lastOf(record.key) ?? record.offset) <= record.offset && !(isTombstone(record) && isOver);
  });
  const tombstones = kept.filter(isTombstone);
  // Only when all that they forget is gone. What isn't noted yet may still be in front of them.
  const setsHorizon =
    horizon === undefined &&
    tombstones.length > 0 &&
    tombstones.every(({ key, offset }) => lastOf(key!) === offset);
  if (kept.length === records.length && !setsHorizon) return batch;
  const { baseOffset, lastOffset, leaderEpoch, producerId, producerEpoch, baseSequence, maxTimestamp } = info;
  return encodeBatch(kept, {
    baseOffset,
    lastOffset,
    leaderEpoch,
    producerId,
    producerEpoch,
    baseSequence,
    maxTimestamp,
    attributes: setsHorizon ? info.attributes | HORIZON_BIT : info.attributes,
    baseTimestamp: setsHorizon ? BigInt(Math.floor(now) + keepTombstonesMs) : info.baseTimestamp,
  });
  // #endregion
}
