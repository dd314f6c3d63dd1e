import { ByteReader, ByteWriter } from "#transaction-log/bytes";
import type { Subscriber, TopicPartition } from "./assignor";

/**
 * What members say to each other through the coordinator, to which it is only bytes. Nothing to write here.
 *
 * Source: Kafka's `ConsumerProtocolSubscription` and `ConsumerProtocolAssignment`; these are simpler.
 */
export type Subscription = Pick<Subscriber, "topics" | "owned" | "generation">;

export function encodeSubscription({ topics, owned, generation }: Subscription): Uint8Array {
  const writer = new ByteWriter();
  writer.i32(generation);
  writer.u32(topics.length);
  for (const topic of topics) writer.text(topic);
  writePartitions(writer, owned);
  return writer.view().slice();
}

/** @throws RangeError for anything else than what {@link encodeSubscription} wrote */
export function decodeSubscription(bytes: Uint8Array): Subscription {
  const reader = new ByteReader(bytes);
  const generation = reader.i32();
  const topics = listOf(reader, () => reader.text());
  return { topics, owned: readPartitions(reader), generation };
}

export function encodePartitions(partitions: readonly TopicPartition[]): Uint8Array {
  const writer = new ByteWriter();
  writePartitions(writer, partitions);
  return writer.view().slice();
}

/** @throws RangeError for anything else than what {@link encodePartitions} wrote; no bytes are no partitions */
export function decodePartitions(bytes: Uint8Array): TopicPartition[] {
  return bytes.length === 0 ? [] : readPartitions(new ByteReader(bytes));
}

function writePartitions(writer: ByteWriter, partitions: readonly TopicPartition[]): void {
  writer.u32(partitions.length);
  for (const { topic, partition } of partitions) {
    writer.text(topic);
    writer.i32(partition);
  }
}

function readPartitions(reader: ByteReader): TopicPartition[] {
  return listOf(reader, () => ({ topic: reader.text(), partition: reader.i32() }));
}

/** Stops at the end of the bytes, whatever the count says. */
function listOf<T>(reader: ByteReader, read: () => T): T[] {
  const list: T[] = [];
  for (let left = reader.u32(); left > 0; left--) list.push(read());
  return list;
}
