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
  // #region own layout: Your fields.
  readonly #topics = new Map<string, { first: number; copies: number; partitions: string[][] }>();
  /** How many partitions were placed for new topics so far. */
  #placed = 0;
  // #endregion

  constructor(brokers: readonly BrokerPlace[]) {
    this.#brokers = brokers;
  }

  /**
   * Creates a topic. Topics together use all brokers: many small ones don't all begin with the same.
   * @throws InvalidPartitions if it should have none or too many, TopicAlreadyExists, InvalidReplicationFactor; then
   *   nothing has changed
   */
  create(topic: string, partitions: number, replicas = 1): void {
    // #region write layout: Begin where the last topic ended.
    if (this.#topics.has(topic)) throw new TopicAlreadyExists(topic);
    checkCount(partitions);
    const first = this.#placed;
    const placed = spread(this.#brokers, partitions, replicas, first);
    this.#topics.set(topic, { first, copies: replicas, partitions: placed });
    this.#placed += partitions;
    // #endregion
  }

  /**
   * Gives a topic more partitions. Those that it has stay where they are: their records are there.
   * @param partitions how many it has then
   * @throws UnknownTopicOrPartition, InvalidPartitions if that aren't more than it has; then nothing has changed
   */
  grow(topic: string, partitions: number): void {
    // #region write layout: Place only what is new, and go on where the topic ended.
    const { first, copies, partitions: has } = this.#find(topic);
    checkCount(partitions);
    if (partitions <= has.length) throw new InvalidPartitions(`${topic} has ${has.length} already`);
    has.push(...spread(this.#brokers, partitions - has.length, copies, first + has.length));
    // #endregion
  }

  /** How many partitions a topic has; 0 if there is no such topic. */
  partitionsOf(topic: string): number {
    // #region write layout: How many.
    return this.#topics.get(topic)?.partitions.length ?? 0;
    // #endregion
  }

  /** The brokers that have a partition, the one that leads it first. @throws UnknownTopicOrPartition */
  replicasOf(topic: string, partition: number): readonly string[] {
    // #region write layout: Its brokers.
    const replicas = this.#find(topic).partitions[partition];
    if (replicas === undefined) throw new UnknownTopicOrPartition(`${topic}-${partition}`);
    return replicas;
    // #endregion
  }

  /** The broker that leads a partition: all its records are sent to it. @throws UnknownTopicOrPartition */
  brokerOf(topic: string, partition: number): string {
    return this.replicasOf(topic, partition)[0]!;
  }

  // #region own layout: Your helpers.
  #find(topic: string): { first: number; copies: number; partitions: string[][] } {
    const found = this.#topics.get(topic);
    if (found === undefined) throw new UnknownTopicOrPartition(topic);
    return found;
  }
  // #endregion
}

// #region own layout: Your helpers.
function checkCount(partitions: number): void {
  if (!Number.isInteger(partitions) || partitions < 1 || partitions > MAX_PARTITIONS) {
    throw new InvalidPartitions(`${partitions} partitions; 1 to ${MAX_PARTITIONS} are possible`);
  }
}
// #endregion
