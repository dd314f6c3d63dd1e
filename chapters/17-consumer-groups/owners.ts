import type { MemberId, Subscriber, TopicPartition } from "./assignor";

/** A partition as a key of a map. */
export function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}

/**
 * Who has which partition at the moment, by what the members say. A member that was away still claims what it had;
 * meanwhile it was given to somebody else. So the claim of the later generation counts, and of two claims of the same
 * generation, of which one must be wrong, neither. A claim to a topic that the member no longer wants is none.
 *
 * @returns by {@link keyOf}
 * @see KAFKA-12984, KAFKA-14639
 */
export function ownersOf(members: readonly Subscriber[]): Map<string, MemberId> {
  // Write here (step sticky): The latest claim of each partition. What if there are two of them?
  throw new Error("Not written yet (step sticky)");
}
