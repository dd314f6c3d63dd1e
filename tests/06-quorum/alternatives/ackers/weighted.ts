import type { ServerId } from "#quorum/members";
import type { Quorum } from "#quorum/quorum";

/** Keeps only what has weight, and knows from the beginning how much is needed. */
export class Weighted implements Quorum {
  readonly voters: ReadonlySet<ServerId>;
  readonly #weights: [ServerId, number][];
  readonly #needed: number;

  constructor(weights: ReadonlyMap<ServerId, number>) {
    if (![...weights.values()].every((weight) => Number.isSafeInteger(weight) && weight >= 0)) {
      throw new RangeError("weights are whole numbers from 0 on");
    }
    this.#weights = [...weights].filter(([, weight]) => weight !== 0);
    this.voters = new Set(this.#weights.map(([id]) => id));
    this.#needed = Math.floor(sum(this.#weights) / 2) + 1;
  }

  isReachedBy(servers: ReadonlySet<ServerId>): boolean {
    return sum(this.#weights.filter(([id]) => servers.has(id))) >= this.#needed;
  }
}

function sum(weights: [ServerId, number][]): number {
  return weights.reduce((total, [, weight]) => total + weight, 0);
}
