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
    // Write here (step weights): Whose word counts?
    throw new Error("Not written yet (step weights)");
  }

  isReachedBy(servers: ReadonlySet<ServerId>): boolean {
    // Write here (step weights): Half of what?
    throw new Error("Not written yet (step weights)");
  }
}
