import type { Placement } from "#broker/placement";
import { type BrokerPlace, spread } from "./spread";

/** Most partitions of a topic. */
export const MAX_PARTITIONS = 10_000;

/** There is no such topic, or no such partition in it. Kafka's UNKNOWN_TOPIC_OR_PARTITION. */
export class UnknownTopicOrPartition extends Error {
  override readonly name = "UnknownTopicOrPartition";
}

/** The number of partitions makes no sense, or is less than there are. Kafka's INVALID_PARTITIONS. */
export class InvalidPartitions extends Error {
  override readonly name = "InvalidPartitions";
}

/** There is such a topic. Kafka's TOPIC_ALREADY_EXISTS. */
export class TopicAlreadyExists extends Error {
  override readonly name = "TopicAlreadyExists";
}

/**
 * Which topics there are, and which brokers have which partitions: a table that everybody can look into. Who keeps it,
 * and what happens when a broker is gone, is chapter 16's.
 */
export class Layout implements Placement {
  readonly #brokers: readonly BrokerPlace[];
  // Yours (step layout): Your fields.

  constructor(brokers: readonly BrokerPlace[]) {
    this.#brokers = brokers;
  }

  /**
   * Creates a topic. Topics together use all brokers: many small ones don't all begin with the same.
   * @throws InvalidPartitions if it should have none or too many, TopicAlreadyExists, InvalidReplicationFactor; then
   *   nothing has changed
   */
  create(topic: string, partitions: number, replicas = 1): void {
    // Write here (step layout): Begin where the last topic ended.
    throw new Error("Not written yet (step layout)");
  }

  /**
   * Gives a topic more partitions. Those that it has stay where they are: their records are there.
   * @param partitions how many it has then
   * @throws UnknownTopicOrPartition, InvalidPartitions if that aren't more than it has; then nothing has changed
   */
  grow(topic: string, partitions: number): void {
    // Write here (step layout): Place only what is new, and go on where the topic ended.
    throw new Error("Not written yet (step layout)");
  }

  /** How many partitions a topic has; 0 if there is no such topic. */
  partitionsOf(topic: string): number {
    // Write here (step layout): How many.
    throw new Error("Not written yet (step layout)");
  }

  /** The brokers that have a partition, the one that leads it first. @throws UnknownTopicOrPartition */
  replicasOf(topic: string, partition: number): readonly string[] {
    // Write here (step layout): Its brokers.
    throw new Error("Not written yet (step layout)");
  }

  /** The broker that leads a partition: all its records are sent to it. @throws UnknownTopicOrPartition */
  brokerOf(topic: string, partition: number): string {
    return this.replicasOf(topic, partition)[0]!;
  }

  // Yours (step layout): Your helpers.
}

// Yours (step layout): Your helpers.
