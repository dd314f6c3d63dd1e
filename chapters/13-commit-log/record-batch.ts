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
  // Write here (step batches): The fields in their order, then the records; the length and the checksum when all is there.
  throw new Error("Not written yet (step batches)");
  return writer.view().slice();
}

// Yours (step batches): Room for helpers of your own.

/**
 * What the batch at the beginning of some bytes says of itself. Nothing is checked but that it can be a batch.
 * @throws InvalidBatch if there are fewer bytes than a header, or what stands there can't be one
 */
export function readInfo(bytes: Uint8Array): BatchInfo {
  if (bytes.length < RECORDS) throw new InvalidBatch(`${bytes.length} bytes are no batch`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Write here (step batches): Read the fields. Which values can't be those of a batch?
  throw new Error("Not written yet (step batches)");
}

/** Looks whether some bytes are one batch, whole and as it was written. @throws InvalidBatch if not */
export function checkBatch(bytes: Uint8Array): BatchInfo {
  const info = readInfo(bytes);
  // Write here (step batches): Its size, and its checksum. What does the checksum cover?
  throw new Error("Not written yet (step batches)");
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
    // Write here (step batches): Each has its length before it. All of the batch's bytes belong to a record. Whose times are they?
    throw new Error("Not written yet (step batches)");
  } catch (error) {
    if (error instanceof RangeError) throw new InvalidBatch(error.message, { cause: error });
    throw error;
  }
}

/** A copy of a batch, or of its header alone, with its place in the log. The checksum doesn't change: it doesn't cover these two fields. */
export function place(batch: Uint8Array, baseOffset: Offset, leaderEpoch: number): Uint8Array {
  const copy = batch.slice();
  const view = new DataView(copy.buffer);
  // Write here (step batches): Two fields.
  throw new Error("Not written yet (step batches)");
  return copy;
}
