import {
  CONTROL_BIT,
  decodeRecords,
  encodeBatch,
  HORIZON_BIT,
  isCompressed,
  type LogRecord,
  type Offset,
  readInfo,
} from "#commit-log/record-batch";

export type Latest = Map<string, Offset>;

/** A key as text. */
function asText(key: Uint8Array): string {
  return Array.from(key, (byte) => String.fromCharCode(byte)).join("");
}

export function noteKeys(latest: Latest, batch: Uint8Array): void {
  const info = readInfo(batch);
  if (isCompressed(info) || info.attributes & CONTROL_BIT) return;
  for (const record of decodeRecords(batch)) if (record.key) latest.set(asText(record.key), record.offset);
}

/** Goes through the records once and sorts them into those that stay and those that don't. */
export function cleanBatch(
  latest: Latest,
  batch: Uint8Array,
  now: number,
  keepTombstonesMs: number,
): Uint8Array {
  const info = readInfo(batch);
  if (isCompressed(info) || info.attributes & CONTROL_BIT) return batch;
  const marked = (info.attributes & HORIZON_BIT) > 0;
  const isOver = marked && now >= Number(info.baseTimestamp);
  const stay: LogRecord[] = [];
  let left = 0;
  let tombstones = 0;
  let unsure = 0;
  for (const record of decodeRecords(batch)) {
    const last = record.key ? latest.get(asText(record.key)) : undefined;
    const isTombstone = record.key !== null && record.value === null;
    if ((last !== undefined && last > record.offset) || (isTombstone && isOver)) {
      left += 1;
      continue;
    }
    stay.push(record);
    if (!isTombstone) continue;
    tombstones += 1;
    if (last !== record.offset) unsure += 1;
  }
  const marks = !marked && tombstones > 0 && unsure === 0;
  if (left === 0 && !marks) return batch;
  return encodeBatch(stay, {
    ...info,
    ...(marks && {
      attributes: info.attributes | HORIZON_BIT,
      baseTimestamp: BigInt(Math.floor(now) + keepTombstonesMs),
    }),
  });
}
