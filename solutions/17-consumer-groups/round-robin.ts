import { type Assignment, type Assignor, inOrder, type Subscriber, wanted } from "./assignor";

/**
 * All partitions of all topics in one row, dealt out in turn; whoever doesn't want a topic is passed over.
 *
 * Source: Kafka's `RoundRobinAssignor`.
 */
export const roundRobin: Assignor = {
  name: "roundrobin",
  assign(topics: ReadonlyMap<string, number>, members: readonly Subscriber[]): Assignment {
    const assignment: Assignment = new Map(members.map(({ id }) => [id, []]));
    // #region write dividing: One turn for all topics, not one for each. Who is next, if some are passed over?
    const circle = inOrder(members);
    let turn = 0;
    for (const { topic, partitions } of wanted(topics, members)) {
      for (let partition = 0; partition < partitions; partition++) {
        while (!circle[turn % circle.length]!.topics.includes(topic)) turn += 1;
        assignment.get(circle[turn % circle.length]!.id)!.push({ topic, partition });
        turn += 1;
      }
    }
    // #endregion
    return assignment;
  },
};
