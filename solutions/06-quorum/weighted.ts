import type { ServerId } from "./members";
import type { Quorum } from "./quorum";

/**
 * More than half of all the weight.
 *
 * Source: D. K. Gifford, "Weighted voting for replicated data", SOSP 1979; the option `weight` in ZooKeeper's
 * Administrator's Guide, Cluster Options.
 */
export class Weighted implements Quorum {
  /** Those with a weight above 0: the word of the others counts for nothing. */
  readonly voters: ReadonlySet<ServerId>;
  readonly #weights: ReadonlyMap<ServerId, number>;

  /**
   * @param weights whole numbers from 0 on
   * @throws RangeError for any other weight
   */
  constructor(weights: ReadonlyMap<ServerId, number>) {
    for (const [id, weight] of weights) {
      if (!Number.isSafeInteger(weight) || weight < 0) {
        throw new RangeError(`server ${id} can't have the weight ${weight}`);
      }
    }
    this.#weights = weights;
    // #region write weights: Whose word counts?
    this.voters = new Set([...weights].filter(([, weight]) => weight > 0).map(([id]) => id));
    // #endregion
  }

  isReachedBy(servers: ReadonlySet<ServerId>): boolean {
    // #region write weights: Half of what?
    let total = 0;
    let agreed = 0;
    for (const [id, weight] of this.#weights) {
      total += weight;
      if (servers.has(id)) agreed += weight;
    }
    return agreed > total / 2;
    // #endregion
  }
}
