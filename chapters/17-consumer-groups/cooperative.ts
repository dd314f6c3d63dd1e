import type { Assignment, Assignor, Subscriber, TopicPartition } from "./assignor";
import { keyOf, ownersOf } from "./owners";
import { sticky } from "./sticky";

/**
 * The sticky division, in two rounds: members work on while the group divides anew, and a partition that changes hands
 * is first given up by the one that has it, and given to the other in the next round.
 *
 * Source: KIP-429, Kafka Consumer Incremental Rebalance Protocol.
 */
export const cooperative: Assignor = {
  name: "cooperative-sticky",
  assign(topics: ReadonlyMap<string, number>, members: readonly Subscriber[]): Assignment {
    const goal = sticky.assign(topics, members);
    // Write here (step cooperative): What may be given to a member in this round?
    throw new Error("Not written yet (step cooperative)");
  },
};

/** What a member gives up and what it begins with, if it had `owned` and now gets `assigned`. */
export function changesOf(
  owned: readonly TopicPartition[],
  assigned: readonly TopicPartition[],
): { goes: TopicPartition[]; comes: TopicPartition[] } {
  // Write here (step cooperative): Partitions are equal by their keys.
  throw new Error("Not written yet (step cooperative)");
}
