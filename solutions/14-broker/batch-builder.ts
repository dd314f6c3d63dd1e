import {
  ATTRIBUTES,
  BASE_SEQUENCE,
  BASE_TIMESTAMP,
  BATCH_LENGTH,
  CRC,
  LAST_OFFSET_DELTA,
  LEADER_EPOCH,
  LENGTH_END,
  MAGIC,
  MAX_TIMESTAMP,
  PRODUCER_EPOCH,
  PRODUCER_ID,
  RECORD_COUNT,
  RECORDS,
} from "#commit-log/record-batch";
import { crc32c } from "#commit-log/crc32c";

/**
 * Writes a record batch while its records come, one by one. The same bytes as chapter 13's `encodeBatch`, but it needs
 * no list of all records, and its small numbers are numbers. Nothing to write here.
 */
export class BatchBuilder {
  /** Records so far. */
  count = 0;
  /** Bytes of the batch, as it is now. */
  size = RECORDS;
  #bytes = new Uint8Array(1024);
  #baseTimestamp = 0;
  #maxTimestamp = 0;

  /** @param timestamp milliseconds since 1970 */
  add(timestamp: number, key: Uint8Array | null, value: Uint8Array | null): void {
    const time = Math.floor(timestamp);
    if (this.count === 0) this.#baseTimestamp = time;
    if (this.count === 0 || time > this.#maxTimestamp) this.#maxTimestamp = time;
    this.#makeRoom(recordSize(key, value));
    const delta = time - this.#baseTimestamp;
    this.#number(2 + numberSize(delta) + numberSize(this.count) + nullableSize(key) + nullableSize(value));
    this.#bytes[this.size++] = 0;
    this.#number(delta);
    this.#number(this.count);
    this.#nullable(key);
    this.#nullable(value);
    this.#bytes[this.size++] = 0;
    this.count += 1;
  }

  /** The batch, whole; its place in the log is the broker's affair. It has at least one record. */
  build(): Uint8Array {
    const bytes = this.#bytes.slice(0, this.size);
    const view = new DataView(bytes.buffer);
    view.setInt32(BATCH_LENGTH, bytes.length - LENGTH_END);
    view.setInt32(LEADER_EPOCH, -1);
    view.setInt8(MAGIC, 2);
    view.setInt32(LAST_OFFSET_DELTA, this.count - 1);
    view.setBigInt64(BASE_TIMESTAMP, BigInt(this.#baseTimestamp));
    view.setBigInt64(MAX_TIMESTAMP, BigInt(this.#maxTimestamp));
    view.setBigInt64(PRODUCER_ID, -1n);
    view.setInt16(PRODUCER_EPOCH, -1);
    view.setInt32(BASE_SEQUENCE, -1);
    view.setInt32(RECORD_COUNT, this.count);
    view.setUint32(CRC, crc32c(bytes.subarray(ATTRIBUTES)));
    return bytes;
  }

  #makeRoom(more: number): void {
    if (this.size + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.size + more, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.size));
    this.#bytes = larger;
  }

  #number(value: number): void {
    let left = folded(value);
    for (; left >= 0x80; left = Math.floor(left / 0x80)) this.#bytes[this.size++] = (left % 0x80) + 0x80;
    this.#bytes[this.size++] = left;
  }

  #nullable(bytes: Uint8Array | null): void {
    this.#number(bytes?.length ?? -1);
    if (bytes === null) return;
    this.#bytes.set(bytes, this.size);
    this.size += bytes.length;
  }
}

/** Most bytes that a record takes in a batch, all its numbers included. */
export function recordSize(key: Uint8Array | null, value: Uint8Array | null): number {
  return (key?.length ?? 0) + (value?.length ?? 0) + MOST_OVERHEAD;
}

/** Two bytes, five numbers of at most five bytes, and a time that may take ten. */
const MOST_OVERHEAD = 37;

function nullableSize(bytes: Uint8Array | null): number {
  return bytes === null ? 1 : numberSize(bytes.length) + bytes.length;
}

/** Folds a number so that small ones are short on both sides: 0, -1, 1, -2 become 0, 1, 2, 3. */
function folded(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function numberSize(value: number): number {
  let size = 1;
  for (let left = folded(value); left >= 0x80; left = Math.floor(left / 0x80)) size += 1;
  return size;
}
