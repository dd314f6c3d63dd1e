import type { ServerId } from "./members";
import type { Quorum } from "./quorum";
import { Weighted } from "./weighted";

/**
 * Servers in groups, say one group for each building: more than half of the groups, each by more than half of its
 * weight. A group that has no weight at all isn't counted as a group.
 *
 * Source: ZooKeeper's `QuorumHierarchical`; the option `group` in its Administrator's Guide, Cluster Options.
 */
export class Hierarchical implements Quorum {
  readonly voters: ReadonlySet<ServerId>;
  // #region own groups: Your fields.
  readonly #groups: readonly Weighted[];
  // #endregion

  /**
   * @param groups the weights of each group's servers
   * @throws RangeError if a server stands in two groups, or for a weight that {@link Weighted} refuses
   */
  constructor(groups: readonly ReadonlyMap<ServerId, number>[]) {
    const ids = groups.flatMap((group) => [...group.keys()]);
    if (new Set(ids).size < ids.length) throw new RangeError("a server stands in two groups");
    // #region write groups: Which groups count, and whose word? You have a rule for the inside of a group already.
    this.#groups = groups.map((group) => new Weighted(group)).filter(({ voters }) => voters.size > 0);
    this.voters = new Set(this.#groups.flatMap(({ voters }) => [...voters]));
    // #endregion
  }

  isReachedBy(servers: ReadonlySet<ServerId>): boolean {
    // #region write groups: A majority of majorities.
    const agreed = this.#groups.filter((group) => group.isReachedBy(servers));
    return agreed.length > this.#groups.length / 2;
    // #endregion
  }
}
