import type { MemberId, Subscriber, TopicPartition } from "#consumer-groups/assignor";

/** A partition as a key of a map. */
export function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}

/** Gathers all claims first, and then looks at those of the latest generation. */
export function ownersOf(members: readonly Subscriber[]): Map<string, MemberId> {
  const claims = new Map<string, Subscriber[]>();
  for (const member of members) {
    for (const each of member.owned) {
      if (!member.topics.includes(each.topic)) continue;
      claims.set(keyOf(each), [...(claims.get(keyOf(each)) ?? []), member]);
    }
  }
  const owners = new Map<string, MemberId>();
  for (const [key, all] of claims) {
    const latest = Math.max(...all.map(({ generation }) => generation));
    const last = all.filter(({ generation }) => generation === latest);
    if (last.length === 1) owners.set(key, last[0]!.id);
  }
  return owners;
}
