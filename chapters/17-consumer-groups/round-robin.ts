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
    // Write here (step dividing): One turn for all topics, not one for each. Who is next, if some are passed over?
    throw new Error("Not written yet (step dividing)");
    return assignment;
  },
};
