import type { Partitioner } from "#broker/partitioner";

/** Backwards, from the last partition to the first. */
export class RoundRobin implements Partitioner {
  readonly #next: Record<string, number> = Object.create(null) as Record<string, number>;

  choose(topic: string, _key: Uint8Array | null, partitions: number): number {
    const last = this.#next[topic];
    const place = last === undefined || last < 1 || last > partitions ? partitions - 1 : last - 1;
    this.#next[topic] = place;
    return place;
  }
}
