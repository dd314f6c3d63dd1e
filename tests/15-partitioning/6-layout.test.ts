import { sweepInTest } from "#lab/sweep/in-test";
import { rule } from "#lab/testing/rule";
import { ByKey, keyOf, partitionOf } from "#partitioning/by-key";
import {
  InvalidPartitions,
  Layout,
  MAX_PARTITIONS,
  TopicAlreadyExists,
  UnknownTopicOrPartition,
} from "#partitioning/layout";
import { RoundRobin } from "#partitioning/round-robin";
import { InvalidReplicationFactor } from "#partitioning/spread";
import { range } from "../05-transaction-log/site";
import { BROKERS, Cluster } from "./cluster";
import { orders } from "./scenarios";

const SOURCE = "Kafka documentation, Basic operations: adding and modifying topics";

function layout(): Layout {
  return new Layout(BROKERS.map((name) => ({ name })));
}

const leaders = (table: Layout, topic: string): string[] =>
  range(0, table.partitionsOf(topic) - 1).map((partition) => table.brokerOf(topic, partition));

const counts = (names: readonly string[]): number[] =>
  BROKERS.map((broker) => names.filter((name) => name === broker).length);

rule("The table knows each topic's partitions and their brokers", SOURCE, () => {
  test("as many as were asked for, each with its copies, the leader first", () => {
    const table = layout();
    table.create("orders", 6, 2);
    const replicas = range(0, 5).map((partition) => table.replicasOf("orders", partition));

    expect(table.partitionsOf("orders")).toBe(6);
    expect(replicas.map((names) => new Set(names).size)).toEqual([2, 2, 2, 2, 2, 2]);
    expect(leaders(table, "orders")).toEqual(replicas.map(([first]) => first));
  });

  test("a topic that isn't there has none; whoever asks for its broker is told", () => {
    const table = layout();
    table.create("orders", 2);

    expect(table.partitionsOf("payments")).toBe(0);
    expect(() => table.brokerOf("payments", 0)).toThrow(UnknownTopicOrPartition);
    for (const partition of [-1, 2, 0.5, NaN]) {
      expect(() => table.replicasOf("orders", partition)).toThrow(UnknownTopicOrPartition);
    }
  });

  test.each([0, -1, 1.5, NaN, Infinity, MAX_PARTITIONS + 1])("%d partitions: that can't be", (partitions) => {
    const table = layout();

    expect(() => table.create("orders", partitions)).toThrow(InvalidPartitions);
    expect(table.partitionsOf("orders")).toBe(0);
  });

  test("a topic is created once; and what was refused has changed nothing", () => {
    const table = layout();
    table.create("orders", 2);

    expect(() => table.create("orders", 5)).toThrow(TopicAlreadyExists);
    expect(() => table.create("payments", 5, 4)).toThrow(InvalidReplicationFactor);
    expect([table.partitionsOf("orders"), table.partitionsOf("payments")]).toEqual([2, 0]);
    table.create("payments", 1);
    table.create("stock", 3);
    expect(
      counts([...leaders(table, "orders"), ...leaders(table, "payments"), ...leaders(table, "stock")]),
    ).toEqual([2, 2, 2]);
  });

  test("many small topics use all brokers", () => {
    const table = layout();
    const names = range(1, 30).map((n) => `topic ${n}`);
    for (const name of names) table.create(name, 1);

    expect(counts(names.flatMap((name) => leaders(table, name)))).toEqual([10, 10, 10]);
  });

  test("a topic may have any name", () => {
    const table = layout();
    table.create("__proto__", 2);

    expect([table.partitionsOf("__proto__"), table.partitionsOf("constructor")]).toEqual([2, 0]);
  });
});

rule("A topic may get more partitions, and those that it has stay where they are", SOURCE, () => {
  test("what was there is where it was; what is new has as many copies", () => {
    const table = layout();
    table.create("orders", 4, 2);
    const before = range(0, 3).map((partition) => [...table.replicasOf("orders", partition)]);
    table.grow("orders", 9);

    expect(range(0, 3).map((partition) => table.replicasOf("orders", partition))).toEqual(before);
    expect(range(4, 8).map((partition) => new Set(table.replicasOf("orders", partition)).size)).toEqual([
      2, 2, 2, 2, 2,
    ]);
  });

  test("the new ones go on where the topic ended: every broker has its share", () => {
    const table = layout();
    table.create("orders", 1);
    table.create("payments", 1);
    for (const partitions of range(2, 9)) table.grow("orders", partitions);

    expect(counts(leaders(table, "orders"))).toEqual([3, 3, 3]);
  });

  test.each([3, 2, 0, -1, 4.5, MAX_PARTITIONS + 1])(
    "three partitions grow to %d: that can't be",
    (partitions) => {
      const table = layout();
      table.create("orders", 3);

      expect(() => table.grow("orders", partitions)).toThrow(InvalidPartitions);
      expect(table.partitionsOf("orders")).toBe(3);
    },
  );

  test("what isn't there can't grow", () => {
    expect(() => layout().grow("orders", 3)).toThrow(UnknownTopicOrPartition);
  });
});

rule("More partitions, and keys are somewhere else", "Kafka documentation, Modifying topics", () => {
  const customers = range(1, 4_000).map((n) => keyOf(`customer-${n}`));
  const stay = (before: number, after: number): number =>
    customers.filter((key) => partitionOf(key, before) === partitionOf(key, after)).length / customers.length;

  test("from six to eight: a quarter stays", () => {
    expect(Math.abs(stay(6, 8) - 1 / 4)).toBeLessThan(0.03);
  });

  test("from six to twelve: half of them stay, and each of the others is exactly six further", () => {
    expect(Math.abs(stay(6, 12) - 1 / 2)).toBeLessThan(0.03);
    const moved = customers.map((key) => partitionOf(key, 12) - partitionOf(key, 6));
    expect(new Set(moved)).toEqual(new Set([0, 6]));
  });
});

rule(
  "Within a partition there is an order; between two there is none",
  "Kafka documentation, Introduction: events with the same key",
  () => {
    test("one customer's orders are read in the order in which they were sent", () => {
      const cluster = new Cluster(6);
      const shop = cluster.shop(new ByKey(new RoundRobin()));
      const sent = range(1, 60).map((n) => [`customer-${n % 7}`, `${n}`] as const);
      for (const [key, value] of sent) shop.send(key, value);
      cluster.pass(2_000);
      const read = cluster.read();
      for (const customer of range(0, 6).map((n) => `customer-${n}`)) {
        const expected = sent.filter(([key]) => key === customer).map(([, value]) => value);

        expect(read.filter(({ key }) => key === customer).map(({ value }) => value)).toEqual(expected);
      }
      expect(read).toHaveLength(60);
    });

    test("each partition's records are at the broker that the table names, and nowhere else", () => {
      const cluster = new Cluster(6);
      const shop = cluster.shop(new RoundRobin());
      for (const n of range(1, 30)) shop.send(null, `${n}`);
      cluster.pass(2_000);

      expect(cluster.misplaced()).toEqual([]);
      expect(cluster.read()).toHaveLength(30);
    });

    test("what was sent later to another partition can be read earlier: a broker was away", () => {
      const cluster = new Cluster(6);
      const shop = cluster.shop(new RoundRobin());
      const away = cluster.layout.brokerOf("orders", 0);
      cluster.kill(away);
      for (const n of range(1, 12)) shop.send(null, `${n}`);
      cluster.pass(1_000);
      const early = cluster.read().map(({ value }) => Number(value));
      cluster.start(away);
      cluster.pass(5_000);
      const all = cluster.read().map(({ value }) => Number(value));

      expect(early.length).toBeGreaterThan(0);
      expect(all.length).toBe(12);
      expect(Math.min(...all.filter((n) => !early.includes(n)))).toBeLessThan(Math.max(...early));
    });

    test("a customer's orders around the growth of a topic: a later one may be read before an earlier one", () => {
      const cluster = new Cluster(6);
      const shop = cluster.shop(new ByKey(new RoundRobin()));
      const moves = range(1, 100)
        .map((n) => `customer-${n}`)
        .find((key) => partitionOf(keyOf(key), 6) !== partitionOf(keyOf(key), 8))!;
      for (const n of range(1, 3)) shop.send(moves, `${n}`);
      cluster.pass(500);
      cluster.grow(8);
      for (const n of range(4, 6)) shop.send(moves, `${n}`);
      cluster.pass(2_000);
      const by = (partition: number): string[] => cluster.readFrom(partition).map(({ value }) => value);

      expect([by(partitionOf(keyOf(moves), 6)), by(partitionOf(keyOf(moves), 8))]).toEqual([
        ["1", "2", "3"],
        ["4", "5", "6"],
      ]);
    });
  },
);

rule(
  "Whatever befalls the brokers: a key's records stay in order, and none that was acknowledged is lost",
  "the chapter's promise",
  () => {
    test("two shops with customers, three brokers that die and lose their power", () =>
      sweepInTest(orders, { seeds: 40 }));
  },
);
