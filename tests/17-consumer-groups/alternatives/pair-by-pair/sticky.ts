import {
  type Assignment,
  type Assignor,
  inOrder,
  type MemberId,
  type Subscriber,
  wanted,
} from "#consumer-groups/assignor";
import { keyOf, ownersOf } from "#consumer-groups/owners";

/** Looks for a pair of members of whom one has too much for the other, the worst first, until there is none. */
export const sticky: Assignor = {
  name: "sticky",
  assign(topics: ReadonlyMap<string, number>, members: readonly Subscriber[]): Assignment {
    const people = inOrder(members);
    const hands = new Map<MemberId, { topic: string; partition: number }[]>(people.map(({ id }) => [id, []]));
    const wants = new Map(people.map(({ id, topics: its }) => [id, new Set(its)]));
    const has = (id: MemberId): number => hands.get(id)!.length;
    const owners = ownersOf(members);
    const free: { topic: string; partition: number }[] = [];
    for (const { topic, partitions } of wanted(topics, members)) {
      for (let partition = 0; partition < partitions; partition++) {
        const owner = owners.get(keyOf({ topic, partition }));
        (owner === undefined ? free : hands.get(owner)!).push({ topic, partition });
      }
    }
    for (const each of free) {
      const takers = people.filter(({ id }) => wants.get(id)!.has(each.topic));
      takers.sort((a, b) => has(a.id) - has(b.id));
      hands.get(takers[0]!.id)!.push(each);
    }
    for (;;) {
      const pairs = people.flatMap(({ id: rich }) =>
        people.flatMap(({ id: poor }) => {
          const at = hands.get(rich)!.findIndex(({ topic }) => wants.get(poor)!.has(topic));
          return at < 0 || has(rich) - has(poor) < 2 ? [] : [{ rich, poor, at }];
        }),
      );
      // The richest gives, and among those who could take it the poorest does.
      pairs.sort((a, b) => has(b.rich) - has(a.rich) || has(a.poor) - has(b.poor));
      const worst = pairs[0];
      if (worst === undefined) return hands;
      hands.get(worst.poor)!.push(...hands.get(worst.rich)!.splice(worst.at, 1));
    }
  },
};
