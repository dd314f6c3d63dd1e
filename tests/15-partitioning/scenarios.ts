import { checkDelivery } from "#lab/checkers/delivery";
import type { Host } from "#lab/host";
import { serverFaults } from "#lab/sweep/faults";
import type { Scenario, Trial } from "#lab/sweep/scenario";
import { text } from "#lab/testing/bytes";
import type { World } from "#lab/world/world";
import { Broker } from "#broker/broker";
import { Producer } from "#broker/producer";
import { decodeRecords } from "#commit-log/record-batch";
import { ByKey, keyOf } from "#partitioning/by-key";
import { Layout } from "#partitioning/layout";
import { Sticky } from "#partitioning/sticky";
import { range } from "../05-transaction-log/site";

const BROKERS = ["A", "B", "C"];
const SHOPS = ["Ann", "Bob"];
const TOPIC = "orders";
const PARTITIONS = 6;
const CUSTOMERS = 5;
/** Between two orders of a shop, in ms. */
const PACE = 12;

/** What the shops did, as somebody sees it who sees everything. */
class Books {
  readonly sent: string[] = [];
  readonly accepted = new Set<string>();
  isSelling = true;
}

/** "Ann/3 17": the 17th order, of a customer of Ann's. Those of one customer must stay in order. */
const laneOf = (value: string): string => value.slice(0, value.indexOf(" "));

function sell(host: Host, layout: Layout, books: Books, nextId: () => number): Producer {
  const producer = new Producer(host, layout, {
    partitioner: new ByKey(new Sticky(300, host.random)),
    batchBytes: 300,
    bufferBytes: 3_000,
    retryMs: 30,
    requestMs: 400,
    deliveryMs: Infinity,
  });
  const sell = (): void => {
    host.clock.after(PACE, sell);
    if (!books.isSelling) return;
    const id = nextId();
    // Every sixth order has no customer: nothing is promised about its order, so each has a lane of its own.
    const customer = id % 6 === 0 ? `none-${id}` : `${id % CUSTOMERS}`;
    const value = `${host.name}/${customer} ${id}`;
    const key = id % 6 === 0 ? null : keyOf(laneOf(value));
    const wasTaken = producer.send(TOPIC, key, new TextEncoder().encode(value), (error) => {
      if (error === "NONE") books.accepted.add(value);
    });
    if (wasTaken) books.sent.push(value);
  };
  sell();
  return producer;
}

function open(world: World): Trial {
  const layout = new Layout(BROKERS.map((name) => ({ name })));
  layout.create(TOPIC, PARTITIONS);
  const books = new Books();
  let lastId = 0;
  const brokers = BROKERS.map((name) =>
    world.server(name, (host) => {
      const broker = new Broker(host, { log: { segmentBytes: 2_000 }, flushRecords: 4, flushMs: 6 });
      // Whoever has made it before is told that it is there.
      host.clock.after(100, () => broker.topics.create(TOPIC, PARTITIONS, () => {}));
      return broker;
    }),
  );
  const shops = SHOPS.map((name) => world.server(name, (host) => sell(host, layout, books, () => ++lastId)));
  /** Each partition as its broker has it, one after the other. */
  const everything = (): { partition: number; values: string[]; keys: (string | null)[] }[] =>
    range(0, PARTITIONS - 1).map((partition) => {
      const broker = brokers[BROKERS.indexOf(layout.brokerOf(TOPIC, partition))]!;
      const found = broker.instance!.topics.get(TOPIC, partition)!;
      const records = found.read(found.startOffset, Infinity).flatMap((batch) => decodeRecords(batch));
      return {
        partition,
        values: records.map(({ value }) => text(value!)),
        keys: records.map(({ key }) => key && text(key)),
      };
    });
  return {
    writes: () => books.accepted.size,
    heal: () => (books.isSelling = false),
    unsettled: () => {
      if (brokers.some(({ instance }) => instance?.topics.partitionsOf(TOPIC) !== PARTITIONS))
        return "a broker isn't up";
      return shops.some(({ instance }) => (instance?.buffered ?? 1) > 0)
        ? "a shop still has orders"
        : undefined;
    },
    checks: {
      "every order that was acknowledged is there, and each customer's are in order": () => {
        const accepted = books.sent.filter((value) => books.accepted.has(value));
        const received = everything().flatMap(({ values }) => values);
        // A batch that was sent again may be there twice.
        return checkDelivery(
          { accepted, unknown: books.sent, received },
          { complete: true, once: false, lane: laneOf },
        );
      },
      "a customer's orders are all in one partition": () => {
        const where = new Map<string, number>();
        for (const { partition, keys } of everything()) {
          for (const key of keys) {
            if (key === null) continue;
            const before = where.get(key) ?? partition;
            if (before !== partition) return `${key} is in partition ${before} and in ${partition}`;
            where.set(key, partition);
          }
        }
        return undefined;
      },
    },
  };
}

const { datagrams: _datagrams, ...FAULTS } = serverFaults({ min: 20, max: 1_500 });

/** Shops and brokers die, the power is cut, and the network fails. */
export const orders: Scenario = {
  name: "orders",
  step: "partitioning/layout",
  servers: [...BROKERS, ...SHOPS],
  faults: { ...FAULTS, break: {} },
  faultsFor: 4_000,
  mostFaults: 14,
  setup: open,
};

export const scenarios: readonly Scenario[] = [orders];
