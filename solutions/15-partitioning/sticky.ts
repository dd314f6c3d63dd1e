import type { Random } from "#lab/host";
import type { Partitioner } from "#broker/partitioner";

/**
 * Stays with a partition until it has got a batch's worth of bytes, then goes on to one that chance picks. In the long
 * run all get the same number of bytes, however quick their brokers are (KIP-794).
 */
export class Sticky implements Partitioner {
  readonly #batchBytes: number;
  readonly #random: Pick<Random, "below">;
  // #region own sticky: Your fields.
  /** Where each topic's records go at the moment, and how many bytes went there. */
  readonly #stays = new Map<string, { partition: number; bytes: number }>();
  // #endregion

  /** @param batchBytes after so many bytes it is another partition's turn; of the size of a batch */
  constructor(batchBytes: number, random: Pick<Random, "below">) {
    this.#batchBytes = batchBytes;
    this.#random = random;
  }

  choose(topic: string, _key: Uint8Array | null, partitions: number): number {
    // #region write sticky: Where it was last time, unless it has had enough. And if that partition isn't there any more?
    const stay = this.#stays.get(topic);
    if (stay !== undefined && stay.bytes < this.#batchBytes && stay.partition < partitions) {
      return stay.partition;
    }
    const partition = this.#random.below(partitions);
    this.#stays.set(topic, { partition, bytes: 0 });
    return partition;
    // #endregion
  }

  added(topic: string, partition: number, bytes: number): void {
    // #region write sticky: Count what went to the partition that it stays with.
    const stay = this.#stays.get(topic);
    if (stay !== undefined && stay.partition === partition) stay.bytes += bytes;
    // #endregion
  }
}
