import type { Partitioner } from "#broker/partitioner";

/** One after the other, in each topic for itself: of any `partitions` records in a row, each partition gets one. */
export class RoundRobin implements Partitioner {
  // #region own turns: Your fields.
  /** Whose turn it is, by topic. */
  readonly #turns = new Map<string, number>();
  // #endregion

  choose(topic: string, _key: Uint8Array | null, partitions: number): number {
    // #region write turns: Whose turn is it, and whose is it next? There may be more partitions than last time, or fewer.
    const turn = (this.#turns.get(topic) ?? 0) % partitions;
    this.#turns.set(topic, turn + 1);
    return turn;
    // #endregion
  }
}
