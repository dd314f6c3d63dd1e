import { ByteReader, ByteWriter } from "#transaction-log/bytes";
import type { Offset } from "#commit-log/record-batch";
import { readI16, readI64, readText, writeI16, writeI64, writeText } from "./fields";

/** The internal topic that remembers for all groups. */
export const OFFSETS_TOPIC = "__consumer_offsets";

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
  // Write here (step records): First the versions. Which of the two is it, and is it a tombstone?
  throw new Error("Not written yet (step records)");
}

/**
 * Reads what {@link encodeRecord} wrote.
 * @returns undefined for a key that is of neither kind: whoever has written it knows more
 * @throws RangeError, TypeError for bytes that don't keep to their version
 */
export function decodeRecord(key: Uint8Array, value: Uint8Array | null): GroupRecord | undefined {
  const keys = new ByteReader(key);
  // Write here (step records): The key's version says what follows. The first two versions of an offset's key are alike.
  throw new Error("Not written yet (step records)");
}

/**
 * The partition of the internal topic that remembers for a group, and whose leader coordinates it.
 *
 * Source: Apache Kafka, `GroupMetadataManager.partitionFor`: Java's `String.hashCode`, and its absolute value; that of
 * the least number counts as 0, as it has none.
 */
export function groupPartition(group: string, partitions: number): number {
  // Write here (step records): 31 times what was, and the next UTF-16 code unit, in 32 bits.
  throw new Error("Not written yet (step records)");
}
