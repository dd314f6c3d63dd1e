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
  // Yours (step groups): Your fields.

  /**
   * @param groups the weights of each group's servers
   * @throws RangeError if a server stands in two groups, or for a weight that {@link Weighted} refuses
   */
  constructor(groups: readonly ReadonlyMap<ServerId, number>[]) {
    const ids = groups.flatMap((group) => [...group.keys()]);
    if (new Set(ids).size < ids.length) throw new RangeError("a server stands in two groups");
    // Write here (step groups): Which groups count, and whose word? You have a rule for the inside of a group already.
    throw new Error("Not written yet (step groups)");
  }

  isReachedBy(servers: ReadonlySet<ServerId>): boolean {
    // Write here (step groups): A majority of majorities.
    throw new Error("Not written yet (step groups)");
  }
}
