import type { Random } from "#lab/host";
import { World } from "#lab/world/world";
import { Broker } from "#broker/broker";
import type { ProduceRequest } from "#broker/messages";
import type { Partitioner } from "#broker/partitioner";
import type { Placement } from "#broker/placement";
import { Producer } from "#broker/producer";
import { decodeRecords } from "#commit-log/record-batch";
import { range } from "../05-transaction-log/site";

/** Calls back with the partition of every batch that leaves. */
type HasLeft = (callback: (partition: number) => void) => void;

/** A partition a broker. */
const BROKERS = ["B0", "B1", "B2", "B3"];
const PLACEMENT: Placement = {
  partitionsOf: () => BROKERS.length,
  brokerOf: (_, partition) => BROKERS[partition]!,
};

export interface Sale {
  requests: number;
  records: number;
  /** What each partition has got. */
  bytes: number[];
}

/** A shop hands in orders of 40 bytes, three each ms, for a while. */
export function sell(
  make: (random: Random, hasLeft: HasLeft) => Partitioner,
  options: { slow?: number; orders?: number } = {},
): Sale {
  const { slow, orders = 1_500 } = options;
  const world = new World({ seed: 7 });
  const brokers = BROKERS.map((name) => world.server(name, (host) => new Broker(host)));
  world.advance(100);
  for (const { incarnation, instance } of brokers) {
    world.enter(incarnation!, () => instance!.topics.create("orders", BROKERS.length, () => {}));
  }
  world.advance(200);
  const left: ((partition: number) => void)[] = [];
  const sale: Sale = { requests: 0, records: 0, bytes: BROKERS.map(() => 0) };
  for (const [index, { instance }] of brokers.entries()) {
    const broker = instance!;
    const hear = broker.onMessage.bind(broker);
    broker.onMessage = (connection, message) => {
      const { batch, partition } = message as ProduceRequest;
      sale.requests += 1;
      sale.records += decodeRecords(batch).length;
      sale.bytes[partition]! += batch.length;
      const act = (): void => hear(connection, message);
      if (index === slow) world.schedule(150, { owner: brokers[index]!.incarnation!, run: act });
      else act();
    };
  }
  world.server("shop", (host) => {
    const inner = make(host.random, (callback) => left.push(callback));
    // A batch leaves when the placement is asked where to.
    const placement: Placement = {
      ...PLACEMENT,
      brokerOf: (topic, partition) => {
        for (const callback of left) callback(partition);
        return PLACEMENT.brokerOf(topic, partition);
      },
    };
    const producer = new Producer(host, placement, { partitioner: inner, batchBytes: 2_000, lingerMs: 5 });
    const value = new TextEncoder().encode("an order".padEnd(40, "."));
    const comes = (n: number): void => {
      for (const _ of range(1, 3)) producer.send("orders", null, value);
      if (n + 3 < orders) host.clock.after(1, () => comes(n + 3));
    };
    comes(0);
    return producer;
  });
  world.advance(orders / 3 + 10_000);
  return sale;
}
