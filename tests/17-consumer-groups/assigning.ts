import type { Assignment, Assignor, Subscriber, TopicPartition } from "#consumer-groups/assignor";
import { NO_GENERATION } from "#consumer-groups/assignor";

/** A partition as text: "orders/0". */
export function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}

/** "orders/0 orders/1" as partitions. */
export function partitionsOf(text: string): TopicPartition[] {
  return text
    .split(" ")
    .filter((word) => word !== "")
    .map((word) => {
      const [topic, partition] = word.split("/");
      return { topic: topic!, partition: Number(partition) };
    });
}

/** A member that wants these topics; with what it had, and in which generation it got that. */
export function wants(id: string, topics: string, owned = "", generation = NO_GENERATION): Subscriber {
  return {
    id,
    topics: topics.split(" ").filter((topic) => topic !== ""),
    owned: partitionsOf(owned),
    generation: owned === "" ? generation : Math.max(generation, 0),
  };
}

/** Who gets what, as text, each member's partitions sorted. */
export function textOf(assignment: Assignment): Record<string, string> {
  return Object.fromEntries(
    [...assignment].map(([id, partitions]) => [id, partitions.map(keyOf).sort().join(" ")]),
  );
}

export function divide(
  assignor: Assignor,
  topics: Readonly<Record<string, number>>,
  ...members: Subscriber[]
): Record<string, string> {
  return textOf(assignor.assign(new Map(Object.entries(topics)), members));
}

/** The same members with what they were given, in that generation. */
export function after(
  members: readonly Subscriber[],
  assignment: Assignment,
  generation: number,
): Subscriber[] {
  return members.map((member) => ({ ...member, owned: assignment.get(member.id) ?? [], generation }));
}

/**
 * What is wrong with a division: a partition that two members have or nobody, one that isn't there, or a member that
 * gets what it doesn't want.
 */
export function flawOf(
  topics: ReadonlyMap<string, number>,
  members: readonly Subscriber[],
  assignment: Assignment,
): string | undefined {
  const owners = new Map<string, string>();
  for (const { id, topics: its } of members) {
    const parts = assignment.get(id);
    if (parts === undefined) return `${id} isn't named`;
    for (const part of parts) {
      const key = keyOf(part);
      if (!its.includes(part.topic)) return `${id} gets ${key} and doesn't want it`;
      if (!(part.partition < (topics.get(part.topic) ?? 0))) return `${key} isn't there`;
      if (owners.has(key)) return `${key} has two owners, ${owners.get(key)} and ${id}`;
      owners.set(key, id);
    }
  }
  if (assignment.size !== members.length) return "somebody is named who isn't a member";
  for (const [topic, count] of topics) {
    if (!members.some((each) => each.topics.includes(topic))) continue;
    for (let partition = 0; partition < count; partition++) {
      if (!owners.has(keyOf({ topic, partition }))) return `nobody has ${topic}/${partition}`;
    }
  }
  return undefined;
}
