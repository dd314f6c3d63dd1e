import { type Assignment, type Assignor, inOrder, type Subscriber } from "#consumer-groups/assignor";

/** Asks of each partition whose it is, instead of each member what it gets. */
export const range: Assignor = {
  name: "range",
  assign(topics: ReadonlyMap<string, number>, members: readonly Subscriber[]): Assignment {
    const assignment: Assignment = new Map(members.map(({ id }) => [id, []]));
    for (const [topic, partitions] of topics) {
      const takers = inOrder(members).filter((member) => member.topics.includes(topic));
      if (takers.length === 0) continue;
      const small = Math.floor(partitions / takers.length);
      const large = partitions % takers.length;
      for (let partition = 0; partition < partitions; partition++) {
        const inLarge = Math.floor(partition / (small + 1));
        const owner =
          inLarge < large ? inLarge : large + Math.floor((partition - large * (small + 1)) / small);
        assignment.get(takers[owner]!.id)!.push({ topic, partition });
      }
    }
    return assignment;
  },
};
