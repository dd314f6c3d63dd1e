import { type Assignment, type Assignor, inOrder, type Subscriber, wanted } from "#consumer-groups/assignor";

/** The members stand in a line; whoever gets a partition, and whoever is passed over, goes to its end. */
export const roundRobin: Assignor = {
  name: "roundrobin",
  assign(topics: ReadonlyMap<string, number>, members: readonly Subscriber[]): Assignment {
    const assignment: Assignment = new Map(members.map(({ id }) => [id, []]));
    const line = inOrder(members);
    const next = (topic: string): Subscriber => {
      const first = line.shift()!;
      line.push(first);
      return first.topics.includes(topic) ? first : next(topic);
    };
    for (const { topic, partitions } of wanted(topics, members)) {
      for (let partition = 0; partition < partitions; partition++) {
        assignment.get(next(topic).id)!.push({ topic, partition });
      }
    }
    return assignment;
  },
};
