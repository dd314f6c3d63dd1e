import fc from "fast-check";
import { rule } from "#lab/testing/rule";
import { RoundRobin } from "#partitioning/round-robin";
import { range } from "../05-transaction-log/site";

const SOURCE = "Kafka documentation, Producer configs: RoundRobinPartitioner";

/** Where so many records of a topic go, one after the other. */
function places(partitioner: RoundRobin, count: number, partitions: number, topic = "orders"): number[] {
  return range(1, count).map(() => partitioner.choose(topic, null, partitions));
}

const sorted = (numbers: readonly number[]): number[] => [...numbers].sort((a, b) => a - b);

rule("Each partition gets one record before any gets a second", SOURCE, () => {
  test("of any records in a row as many as there are partitions, each partition gets one", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), (partitions) => {
        const all = places(new RoundRobin(), 5 * partitions, partitions);
        for (const from of range(0, 4 * partitions)) {
          expect(sorted(all.slice(from, from + partitions))).toEqual(range(0, partitions - 1));
        }
      }),
      { seed: 3, numRuns: 50 },
    );
  });

  test("each topic has its own turns: two topics whose records come in turn don't take each other's", () => {
    const partitioner = new RoundRobin();
    const orders: number[] = [];
    const payments: number[] = [];
    for (const _ of range(1, 8)) {
      orders.push(...places(partitioner, 1, 2, "orders"));
      payments.push(...places(partitioner, 1, 2, "payments"));
    }

    expect(orders.filter((place) => place === 0)).toHaveLength(4);
    expect(payments.filter((place) => place === 0)).toHaveLength(4);
  });

  test("a topic may have any name", () => {
    const partitioner = new RoundRobin();

    expect(sorted(places(partitioner, 3, 3, "__proto__"))).toEqual([0, 1, 2]);
    expect(sorted(places(partitioner, 3, 3, "constructor"))).toEqual([0, 1, 2]);
  });

  test("more partitions: they get their turn. Fewer, of a topic that was made anew: nobody else does", () => {
    const partitioner = new RoundRobin();
    places(partitioner, 5, 3);
    const more = places(partitioner, 10, 5);
    const fewer = places(partitioner, 6, 2);

    expect(range(0, 4).map((place) => more.filter((each) => each === place).length)).toEqual([2, 2, 2, 2, 2]);
    expect(sorted(fewer)).toEqual([0, 0, 0, 1, 1, 1]);
  });

  test("a key doesn't matter to it", () => {
    const partitioner = new RoundRobin();
    const key = new TextEncoder().encode("Ann");

    expect(sorted(range(1, 4).map(() => partitioner.choose("orders", key, 4)))).toEqual([0, 1, 2, 3]);
  });
});
