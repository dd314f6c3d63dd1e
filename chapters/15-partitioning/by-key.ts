import { murmur2 } from "./murmur2";
import type { Partitioner } from "#broker/partitioner";

/** A key that is text, as the bytes that every client of the topic must make of it: UTF-8. */
export function keyOf(text: string): Uint8Array {
  // Write here (step keys): As UTF-8.
  throw new Error("Not written yet (step keys)");
}

/**
 * The partition of a key, as Kafka's clients choose it: equal keys have equal partitions, as long as there are as many.
 *
 * @param partitions how many the topic has, at least 1
 */
export function partitionOf(key: Uint8Array, partitions: number): number {
  // Write here (step keys): The hash without its sign bit, and what is left of it.
  throw new Error("Not written yet (step keys)");
}

/** Records with a key go where the key belongs; those without go where another partitioner says. */
export class ByKey implements Partitioner {
  readonly #withoutKey: Partitioner;

  constructor(withoutKey: Partitioner) {
    this.#withoutKey = withoutKey;
  }

  choose(topic: string, key: Uint8Array | null, partitions: number): number {
    // Write here (step keys): Is there a key?
    throw new Error("Not written yet (step keys)");
  }

  added(topic: string, partition: number, bytes: number): void {
    // Write here (step keys): The other one may want to know.
    throw new Error("Not written yet (step keys)");
  }
}
