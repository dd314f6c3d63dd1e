import type { ServerId } from "#quorum/members";
import type { Quorum } from "#quorum/quorum";

interface Place {
  group: number;
  weight: number;
}

/** As ZooKeeper does it: adds up what has agreed by group, and counts the groups that have enough. */
export class Hierarchical implements Quorum {
  readonly #places = new Map<ServerId, Place>();
  readonly #totals: number[];

  constructor(groups: readonly ReadonlyMap<ServerId, number>[]) {
    for (const [group, weights] of groups.entries()) {
      for (const [id, weight] of weights) {
        if (this.#places.has(id)) throw new RangeError(`${id} stands in two groups`);
        if (!Number.isSafeInteger(weight) || weight < 0) throw new RangeError(`no weight: ${weight}`);
        this.#places.set(id, { group, weight });
      }
    }
    this.#totals = groups.map((weights) =>
      [...weights.values()].reduce((total, weight) => total + weight, 0),
    );
  }

  get voters(): ReadonlySet<ServerId> {
    return new Set([...this.#places].filter(([, { weight }]) => weight > 0).map(([id]) => id));
  }

  isReachedBy(servers: ReadonlySet<ServerId>): boolean {
    const agreed = this.#totals.map(() => 0);
    for (const id of servers) {
      const place = this.#places.get(id);
      if (place !== undefined) agreed[place.group]! += place.weight;
    }
    const groups = this.#totals.filter((total) => total > 0).length;
    return 2 * agreed.filter((weight, group) => 2 * weight > this.#totals[group]!).length > groups;
  }
}
