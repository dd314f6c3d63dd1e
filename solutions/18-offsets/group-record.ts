import { ByteReader, ByteWriter } from "#transaction-log/bytes";
import type { Offset } from "#commit-log/record-batch";
import { readI16, readI64, readText, writeI16, writeI64, writeText } from "./fields";

/** The internal topic that remembers for all groups. */
export const OFFSETS_TOPIC = "__consumer_offsets";

// #region show record
/** What a group has said of a partition. */
export interface Commit {
  /** The offset of the next record to read: everything before it is done. */
  offset: Offset;
  /** The epoch under which the last record before it was written; -1 if nobody knows. */
  leaderEpoch: number;
  /** Whatever the consumer wants to remember with it. */
  metadata: string;
  /** When it was said, in ms, by the coordinator's clock. */
  at: number;
}

/** One record of the internal topic. Without its content it is a tombstone: the key is to be forgotten. */
export type GroupRecord =
  | { type: "offset"; group: string; topic: string; partition: number; commit: Commit | undefined }
  | { type: "group"; group: string; generation: number | undefined; at: number };
// #endregion

/** Versions of Kafka's keys and values, by which each of them begins. */
const OFFSET_KEY = 1;
const GROUP_KEY = 2;
const OFFSET_VALUE = 3;
const GROUP_VALUE = 3;

/**
 * A record's key and value.
 *
 * Source: Apache Kafka, `OffsetCommitKey`, `OffsetCommitValue`, `GroupMetadataKey` and `GroupMetadataValue`, versions 1,
 * 3, 2 and 3. A group's value is that of one without members: they come again.
 */
export function encodeRecord(record: GroupRecord): { key: Uint8Array; value: Uint8Array | null } {
  const key = new ByteWriter();
  const value = new ByteWriter();
  // #region write records: First the versions. Which of the two is it, and is it a tombstone?
  if (record.type === "group") {
    writeI16(key, GROUP_KEY);
    writeText(key, record.group);
    if (record.generation === undefined) return { key: key.view().slice(), value: null };
    writeI16(value, GROUP_VALUE);
    writeText(value, "consumer");
    value.i32(record.generation);
    writeText(value, null); // the way in which it divides
    writeText(value, null); // its leader
    writeI64(value, BigInt(Math.round(record.at)));
    value.i32(0); // its members
    return { key: key.view().slice(), value: value.view().slice() };
  }
  const { group, topic, partition, commit } = record;
  writeI16(key, OFFSET_KEY);
  writeText(key, group);
  writeText(key, topic);
  key.i32(partition);
  if (commit === undefined) return { key: key.view().slice(), value: null };
  writeI16(value, OFFSET_VALUE);
  writeI64(value, commit.offset);
  value.i32(commit.leaderEpoch);
  writeText(value, commit.metadata);
  writeI64(value, BigInt(Math.round(commit.at)));
  return { key: key.view().slice(), value: value.view().slice() };
  // #endregion
}

/**
 * Reads what {@link encodeRecord} wrote.
 * @returns undefined for a key that is of neither kind: whoever has written it knows more
 * @throws RangeError, TypeError for bytes that don't keep to their version
 */
export function decodeRecord(key: Uint8Array, value: Uint8Array | null): GroupRecord | undefined {
  const keys = new ByteReader(key);
  // #region write records: The key's version says what follows. The first two versions of an offset's key are alike.
  const version = readI16(keys);
  if (version > GROUP_KEY) return undefined;
  const group = readText(keys)!;
  if (version === GROUP_KEY) {
    if (value === null) return { type: "group", group, generation: undefined, at: -1 };
    const values = new ByteReader(value);
    readI16(values);
    readText(values);
    const generation = values.i32();
    readText(values);
    readText(values);
    return { type: "group", group, generation, at: Number(readI64(values)) };
  }
  const place = { type: "offset", group, topic: readText(keys)!, partition: keys.i32() } as const;
  if (value === null) return { ...place, commit: undefined };
  const values = new ByteReader(value);
  readI16(values);
  const offset = readI64(values);
  const leaderEpoch = values.i32();
  const metadata = readText(values) ?? "";
  return { ...place, commit: { offset, leaderEpoch, metadata, at: Number(readI64(values)) } };
  // #endregion
}

/**
 * The partition of the internal topic that remembers for a group, and whose leader coordinates it.
 *
 * Source: Apache Kafka, `GroupMetadataManager.partitionFor`: Java's `String.hashCode`, and its absolute value; that of
 * the least number counts as 0, as it has none.
 */
export function groupPartition(group: string, partitions: number): number {
  // #region write records: 31 times what was, and the next UTF-16 code unit, in 32 bits.
  let hash = 0;
  for (let at = 0; at < group.length; at++) hash = (Math.imul(hash, 31) + group.charCodeAt(at)) | 0;
  const least = -0x80000000;
  return (hash === least ? 0 : Math.abs(hash)) % partitions;
  // #endregion
}
