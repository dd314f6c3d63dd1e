import type { Random } from "#lab/host";
import type { Partitioner } from "#broker/partitioner";

/**
 * Stays with a partition until it has got a batch's worth of bytes, then goes on to one that chance picks. In the long
 * run all get the same number of bytes, however quick their brokers are (KIP-794).
 */
export class Sticky implements Partitioner {
  readonly #batchBytes: number;
  readonly #random: Pick<Random, "below">;
  // Yours (step sticky): Your fields.

  /** @param batchBytes after so many bytes it is another partition's turn; of the size of a batch */
  constructor(batchBytes: number, random: Pick<Random, "below">) {
    this.#batchBytes = batchBytes;
    this.#random = random;
  }

  choose(topic: string, _key: Uint8Array | null, partitions: number): number {
    // Write here (step sticky): Where it was last time, unless it has had enough. And if that partition isn't there any more?
    throw new Error("Not written yet (step sticky)");
  }

  added(topic: string, partition: number, bytes: number): void {
    // Write here (step sticky): Count what went to the partition that it stays with.
    throw new Error("Not written yet (step sticky)");
  }
}
