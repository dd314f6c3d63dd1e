import type { Replica } from "#replication/replica";
import type { PartitionState } from "#replication/states";
import type { ErrorName } from "./error-codes";

/** Where a broker can be dialled. */
export interface BrokerAddress {
  /** By which the protocol knows it. */
  id: number;
  /** By which the other brokers know it. */
  name: string;
  host: string;
  port: number;
}

/** Everything that the handlers of requests need to know. Nothing to write here. */
export interface Cluster {
  readonly self: BrokerAddress;
  /** All that there may be. */
  readonly brokers: readonly BrokerAddress[];
  /** The names of those that are there. */
  readonly live: ReadonlySet<string>;
  /** The partitions of each topic, in their order. */
  readonly topics: ReadonlyMap<string, readonly PartitionState[]>;
  /** This broker's own copy of a partition. */
  replica(topic: string, partition: number): Replica | undefined;
  /**
   * Creates a topic.
   * @param replication how many copies of each partition
   * @param done called when it is certain; never within this call
   */
  create(topic: string, partitions: number, replication: number, done: (error: ErrorName) => void): void;
  /** Gives a topic more partitions, each with as many copies as its first. @param count of all. @param done as above */
  extend(topic: string, count: number, done: (error: ErrorName) => void): void;
}

/** A topic that nobody has said more about gets so many partitions: `num.partitions`. */
export const DEFAULT_PARTITIONS = 1;

/** Topics that the brokers keep for themselves. */
export function isInternal(topic: string): boolean {
  return topic.startsWith("__");
}
