import { type Assignment, type Assignor, inOrder, type Subscriber, wanted } from "./assignor";

/**
 * Topic by topic: neighbours stay together, and the first members get one more where it doesn't come out even. So
 * members with the same topics get the same numbers of each, which is what joining two topics needs.
 *
 * Source: Kafka's `RangeAssignor`.
 */
export const range: Assignor = {
  name: "range",
  assign(topics: ReadonlyMap<string, number>, members: readonly Subscriber[]): Assignment {
    const assignment: Assignment = new Map(members.map(({ id }) => [id, []]));
    // #region write dividing: How many does each get? Who gets one more? Only those who want the topic.
    for (const { topic, partitions } of wanted(topics, members)) {
      const takers = inOrder(members.filter((member) => member.topics.includes(topic)));
      const each = Math.floor(partitions / takers.length);
      const more = partitions % takers.length;
      let next = 0;
      for (const [place, { id }] of takers.entries()) {
        const end = next + each + (place < more ? 1 : 0);
        for (; next < end; next++) assignment.get(id)!.push({ topic, partition: next });
      }
    }
    // #endregion
    return assignment;
  },
};
