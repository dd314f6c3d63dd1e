/** Chooses a record's partition. Chapter 15 has several ways; nothing to write here. */
export interface Partitioner {
  /** @param partitions how many the topic has, at least 1. @returns 0 … partitions - 1 */
  choose(topic: string, key: Uint8Array | null, partitions: number): number;
  /** A record of that many bytes went into a partition's batch. */
  added?(topic: string, partition: number, bytes: number): void;
}

/** Everything into the first partition: enough for topics that have one. */
export const FIRST_PARTITION: Partitioner = { choose: () => 0 };
