import { murmur2 } from "./murmur2";
import type { Partitioner } from "#broker/partitioner";

/** A key that is text, as the bytes that every client of the topic must make of it: UTF-8. */
export function keyOf(text: string): Uint8Array {
  // #region write keys: As UTF-8.
  return new TextEncoder().encode(text);
  // #endregion
}

/**
 * The partition of a key, as Kafka's clients choose it: equal keys have equal partitions, as long as there are as many.
 *
 * @param partitions how many the topic has, at least 1
 */
export function partitionOf(key: Uint8Array, partitions: number): number {
  // #region write keys: The hash without its sign bit, and what is left of it.
  return (murmur2(key) & 0x7fffffff) % partitions;
  // #endregion
}

/** Records with a key go where the key belongs; those without go where another partitioner says. */
export class ByKey implements Partitioner {
  readonly #withoutKey: Partitioner;

  constructor(withoutKey: Partitioner) {
    this.#withoutKey = withoutKey;
  }

  choose(topic: string, key: Uint8Array | null, partitions: number): number {
    // #region write keys: Is there a key?
    if (key === null) return this.#withoutKey.choose(topic, key, partitions);
    return partitionOf(key, partitions);
    // #endregion
  }

  added(topic: string, partition: number, bytes: number): void {
    // #region write keys: The other one may want to know.
    this.#withoutKey.added?.(topic, partition, bytes);
    // #endregion
  }
}
