import fc from "fast-check";
import type { Subscriber, TopicPartition } from "#consumer-groups/assignor";

const NAMES = ["ads", "bills", "cards", "deals"];

export interface Party {
  topics: Map<string, number>;
  members: Subscriber[];
}

/** Topics, and members that want some of them and claim some of their partitions, rightly or not. */
export function parties(): fc.Arbitrary<Party> {
  const wanted = fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 0, maxLength: NAMES.length });
  const claims = fc.uniqueArray(fc.tuple(fc.constantFrom(...NAMES), fc.integer({ min: 0, max: 8 })), {
    maxLength: 8,
    selector: ([topic, partition]) => `${topic}/${partition}`,
  });
  const member = fc.tuple(wanted, claims, fc.integer({ min: 1, max: 3 }));
  return fc
    .tuple(
      fc.array(fc.integer({ min: 0, max: 7 }), { minLength: NAMES.length, maxLength: NAMES.length }),
      fc.array(member, { minLength: 1, maxLength: 6 }),
    )
    .map(([counts, members]) => ({
      topics: new Map(NAMES.map((name, at) => [name, counts[at]!])),
      members: members.map(([topics, owned, generation], at) => ({
        id: `m${(at * 5) % 7}`,
        topics,
        owned: owned.map(([topic, partition]): TopicPartition => ({ topic, partition })),
        generation,
      })),
    }));
}

/** Members that all want all of the topics, and what they claim is theirs. */
export function peaceful(): fc.Arbitrary<Party> {
  return fc
    .tuple(
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 2 }),
      fc.integer({ min: 1, max: 6 }),
      fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 18, maxLength: 18 }),
    )
    .map(([counts, people, owners]) => {
      const topics = new Map([
        ["ads", counts[0]!],
        ["bills", counts[1]!],
      ]);
      const all = [...topics].flatMap(([topic, count]) =>
        Array.from({ length: count }, (_, partition) => ({ topic, partition })),
      );
      const members = Array.from({ length: people }, (_, at) => ({
        id: `m${at}`,
        topics: [...topics.keys()],
        owned: all.filter((_each, place) => owners[place] === at),
        generation: 4,
      }));
      return { topics, members };
    });
}
