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
  // #region write sticky: The latest claim of each partition. What if there are two of them?
  const latest = new Map<string, { generation: number; owner: MemberId | undefined }>();
  for (const { id, topics, owned, generation } of members) {
    for (const claimed of owned) {
      if (!topics.includes(claimed.topic)) continue;
      const key = keyOf(claimed);
      const other = latest.get(key);
      if (other === undefined || other.generation < generation) latest.set(key, { generation, owner: id });
      else if (other.generation === generation) latest.set(key, { generation, owner: undefined });
    }
  }
  const owners = new Map<string, MemberId>();
  for (const [key, { owner }] of latest) if (owner !== undefined) owners.set(key, owner);
  return owners;
  // #endregion
}
