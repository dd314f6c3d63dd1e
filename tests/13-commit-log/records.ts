import { bytes, text } from "#lab/testing/bytes";
import type { CommitLog } from "#commit-log/commit-log";
import { decodeRecords, encodeBatch, type LogRecord } from "#commit-log/record-batch";

/** A record as a producer makes it: its offset counts from the batch's first. */
export function record(
  offset: number,
  value: string | null,
  key: string | null = null,
  time = 1_000,
): LogRecord {
  return {
    offset: BigInt(offset),
    timestamp: BigInt(time),
    key: key === null ? null : bytes(key),
    value: value === null ? null : bytes(value),
    headers: [],
  };
}

/** A batch of one order, which has its number in it. */
export function order(number: number, key: string | null = null, time = 1_000): Uint8Array {
  return encodeBatch([record(0, `order ${number}`, key, time)]);
}

/** Everything that can be read from an offset on: "offset value". */
export function contentOf(log: CommitLog, from = log.startOffset): string[] {
  return log
    .read(from, Infinity)
    .flatMap((batch) => decodeRecords(batch))
    .map(({ offset, value }) => `${offset} ${value === null ? "-" : text(value)}`);
}
