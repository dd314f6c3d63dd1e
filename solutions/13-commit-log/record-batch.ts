import { ByteWriter } from "#transaction-log/bytes";
import { crc32c } from "./crc32c";
import { Cursor, writeVarint } from "./varint";

/** The place of a record in its log. It is given once, and never to another record. */
export type Offset = bigint;

export interface RecordHeader {
  key: string;
  value: Uint8Array | null;
}

/** What somebody wants to be remembered. */
export interface LogRecord {
  offset: Offset;
  /** Milliseconds since 1970; -1n if it has none. */
  timestamp: bigint;
  key: Uint8Array | null;
  /** null is a tombstone: the key is to be forgotten. */
  value: Uint8Array | null;
  headers: readonly RecordHeader[];
}

// #region show layout
/** Where the fields of a batch begin. Everything from ATTRIBUTES on is under the checksum; what a broker sets is before it. */
export const BASE_OFFSET = 0; // int64
export const BATCH_LENGTH = 8; // int32: the bytes behind this field
export const LEADER_EPOCH = 12; // int32
export const MAGIC = 16; // int8: 2
export const CRC = 17; // uint32
export const ATTRIBUTES = 21; // int16
export const LAST_OFFSET_DELTA = 23; // int32
export const BASE_TIMESTAMP = 27; // int64
export const MAX_TIMESTAMP = 35; // int64
export const PRODUCER_ID = 43; // int64
export const PRODUCER_EPOCH = 51; // int16
export const BASE_SEQUENCE = 53; // int32
export const RECORD_COUNT = 57; // int32
export const RECORDS = 61;
// #endregion

/** Bits of the attributes. The lowest three say how the records are compressed. */
export const COMPRESSION_MASK = 0b111;
/** The times are those of the append: all records have the batch's latest. */
export const APPEND_TIME_BIT = 1 << 3;
export const CONTROL_BIT = 1 << 5;
export const HORIZON_BIT = 1 << 6;

/** Bytes before the length counts. */
export const LENGTH_END = 12;
/** Most bytes of one batch: a length beyond it is taken for damage. */
export const MAX_BATCH_BYTES = 32 * 1024 * 1024;

/** What a batch says of itself in its first 61 bytes. */
export interface BatchInfo {
  baseOffset: Offset;
  lastOffset: Offset;
  /** Bytes of the whole batch. */
  size: number;
  leaderEpoch: number;
  attributes: number;
  baseTimestamp: bigint;
  maxTimestamp: bigint;
  producerId: bigint;
  producerEpoch: number;
  baseSequence: number;
  recordCount: number;
}

/** Bytes that aren't a batch, or aren't what was written. */
export class InvalidBatch extends Error {
  override readonly name = "InvalidBatch";
}

/** What may be chosen for a new batch. */
export interface BatchOptions {
  attributes?: number;
  leaderEpoch?: number;
  producerId?: bigint;
  producerEpoch?: number;
  baseSequence?: number;
  /** The base that the records' timestamps are counted from. Default: that of the first. */
  baseTimestamp?: bigint;
  /** Where the batch begins and ends, if that isn't at its first and last record. */
  baseOffset?: Offset;
  lastOffset?: Offset;
  maxTimestamp?: bigint;
}

/** Makes a batch of records, not compressed. Their offsets must rise. @throws RangeError if nothing says where it begins */
export function encodeBatch(records: readonly LogRecord[], options: BatchOptions = {}): Uint8Array {
  const baseOffset = options.baseOffset ?? records[0]?.offset;
  const lastOffset = options.lastOffset ?? records.at(-1)?.offset;
  if (baseOffset === undefined || lastOffset === undefined) throw new RangeError("a batch without a place");
  const baseTimestamp = options.baseTimestamp ?? records[0]?.timestamp ?? -1n;
  const highest = records.reduce((most, { timestamp }) => (timestamp > most ? timestamp : most), -1n);
  const writer = new ByteWriter();
  // #region write batches: The fields in their order, then the records; the length and the checksum when all is there.
  writer.u64(baseOffset);
  writer.u32(0);
  writer.i32(options.leaderEpoch ?? -1);
  writer.u8(2);
  writer.u32(0);
  writeI16(writer, options.attributes ?? 0);
  writer.i32(Number(lastOffset - baseOffset));
  writer.u64(baseTimestamp);
  writer.u64(options.maxTimestamp ?? highest);
  writer.u64(options.producerId ?? -1n);
  writeI16(writer, options.producerEpoch ?? -1);
  writer.i32(options.baseSequence ?? -1);
  writer.i32(records.length);
  const body = new ByteWriter();
  for (const record of records) {
    body.clear();
    writeRecord(body, record, baseOffset, baseTimestamp);
    writeVarint(writer, BigInt(body.length));
    writer.raw(body.view());
  }
  writer.putU32(BATCH_LENGTH, writer.length - LENGTH_END);
  writer.putU32(CRC, crc32c(writer.view(ATTRIBUTES)));
  // #endregion
  return writer.view().slice();
}

// #region own batches: Room for helpers of your own.
function writeI16(writer: ByteWriter, value: number): void {
  writer.u8((value >> 8) & 0xff);
  writer.u8(value & 0xff);
}

function writeRecord(writer: ByteWriter, record: LogRecord, baseOffset: Offset, baseTimestamp: bigint): void {
  writer.u8(0);
  writeVarint(writer, record.timestamp - baseTimestamp);
  writeVarint(writer, record.offset - baseOffset);
  writeNullable(writer, record.key);
  writeNullable(writer, record.value);
  writeVarint(writer, BigInt(record.headers.length));
  for (const { key, value } of record.headers) {
    writeNullable(writer, new TextEncoder().encode(key));
    writeNullable(writer, value);
  }
}

function writeNullable(writer: ByteWriter, bytes: Uint8Array | null): void {
  writeVarint(writer, BigInt(bytes?.length ?? -1));
  if (bytes !== null) writer.raw(bytes);
}

function readNullable(cursor: Cursor): Uint8Array | null {
  const length = Number(cursor.varint());
  return length === -1 ? null : cursor.take(length).slice();
}
// #endregion

/**
 * What the batch at the beginning of some bytes says of itself. Nothing is checked but that it can be a batch.
 * @throws InvalidBatch if there are fewer bytes than a header, or what stands there can't be one
 */
export function readInfo(bytes: Uint8Array): BatchInfo {
  if (bytes.length < RECORDS) throw new InvalidBatch(`${bytes.length} bytes are no batch`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // #region write batches: Read the fields. Which values can't be those of a batch?
  const size = view.getInt32(BATCH_LENGTH) + LENGTH_END;
  if (size < RECORDS || size > MAX_BATCH_BYTES) throw new InvalidBatch(`a batch of ${size} bytes`);
  if (view.getInt8(MAGIC) !== 2) throw new InvalidBatch(`a batch of version ${view.getInt8(MAGIC)}`);
  const delta = view.getInt32(LAST_OFFSET_DELTA);
  if (delta < 0) throw new InvalidBatch(`a batch that ends ${-delta} before it begins`);
  const baseOffset = view.getBigInt64(BASE_OFFSET);
  return {
    baseOffset,
    lastOffset: baseOffset + BigInt(delta),
    size,
    leaderEpoch: view.getInt32(LEADER_EPOCH),
    attributes: view.getInt16(ATTRIBUTES),
    baseTimestamp: view.getBigInt64(BASE_TIMESTAMP),
    maxTimestamp: view.getBigInt64(MAX_TIMESTAMP),
    producerId: view.getBigInt64(PRODUCER_ID),
    producerEpoch: view.getInt16(PRODUCER_EPOCH),
    baseSequence: view.getInt32(BASE_SEQUENCE),
    recordCount: view.getInt32(RECORD_COUNT),
  };
  // #endregion
}

/** Looks whether some bytes are one batch, whole and as it was written. @throws InvalidBatch if not */
export function checkBatch(bytes: Uint8Array): BatchInfo {
  const info = readInfo(bytes);
  // #region write batches: Its size, and its checksum. What does the checksum cover?
  if (info.size !== bytes.length) throw new InvalidBatch(`${bytes.length} bytes instead of ${info.size}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (crc32c(bytes.subarray(ATTRIBUTES)) !== view.getUint32(CRC)) throw new InvalidBatch("a wrong checksum");
  return info;
  // #endregion
}

/** Whether the records of a batch are compressed: then they are passed on as they are, and never read here. */
export function isCompressed({ attributes }: BatchInfo): boolean {
  return (attributes & COMPRESSION_MASK) !== 0;
}

/** The records of a batch. @throws InvalidBatch if they are compressed, or aren't records */
export function decodeRecords(bytes: Uint8Array): LogRecord[] {
  const info = readInfo(bytes);
  if (isCompressed(info)) throw new InvalidBatch("its records are compressed");
  try {
    // #region write batches: Each has its length before it. All of the batch's bytes belong to a record. Whose times are they?
    const cursor = new Cursor(bytes.subarray(RECORDS, info.size));
    const records: LogRecord[] = [];
    while (records.length < info.recordCount) {
      const end = Number(cursor.varint()) + cursor.at;
      cursor.u8();
      const created = info.baseTimestamp + cursor.varint();
      const timestamp = (info.attributes & APPEND_TIME_BIT) === 0 ? created : info.maxTimestamp;
      const offset = info.baseOffset + cursor.varint();
      const key = readNullable(cursor);
      const value = readNullable(cursor);
      const headers: RecordHeader[] = [];
      for (let left = cursor.varint(); left > 0n; left--) {
        const name = new TextDecoder().decode(readNullable(cursor) ?? undefined);
        headers.push({ key: name, value: readNullable(cursor) });
      }
      if (cursor.at !== end) throw new RangeError("a record isn't as long as it says");
      records.push({ offset, timestamp, key, value, headers });
    }
    if (cursor.at !== cursor.source.length) throw new RangeError("there are bytes behind the last record");
    return records;
    // #endregion
  } catch (error) {
    if (error instanceof RangeError) throw new InvalidBatch(error.message, { cause: error });
    throw error;
  }
}

/** A copy of a batch, or of its header alone, with its place in the log. The checksum doesn't change: it doesn't cover these two fields. */
export function place(batch: Uint8Array, baseOffset: Offset, leaderEpoch: number): Uint8Array {
  const copy = batch.slice();
  const view = new DataView(copy.buffer);
  // #region write batches: Two fields.
  view.setBigInt64(BASE_OFFSET, baseOffset);
  view.setInt32(LEADER_EPOCH, leaderEpoch);
  // #endregion
  return copy;
}
