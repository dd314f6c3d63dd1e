import { checkDelivery, checkPositions, type Position } from "#lab/checkers/delivery";
import type { Host } from "#lab/host";
import { serverFaults } from "#lab/sweep/faults";
import type { Scenario, Trial } from "#lab/sweep/scenario";
import { text } from "#lab/testing/bytes";
import type { World } from "#lab/world/world";
import { Broker, type BrokerOptions } from "#broker/broker";
import { Consumer } from "#broker/consumer";
import { SingleBroker } from "#broker/placement";
import { Producer } from "#broker/producer";

const TOPIC = "orders";
const PARTITIONS = 2;
/** Between two orders of a shop, in ms. */
const PACE = 15;
/** So long a subscriber needs for what it was given, in ms. */
const WORK = 4;

const OPTIONS: BrokerOptions = {
  log: { segmentBytes: 1_500, indexBytes: 100 },
  maxBatchBytes: 500,
  incomingBytes: 800,
  outgoingBytes: 800,
  flushRecords: 4,
  flushMs: 6,
};

/** What everybody did, as somebody sees it who sees everything. */
class Books {
  /** Every order that was handed in, in the order of each shop and partition: "Ann/0 17". */
  readonly sent: string[] = [];
  /** Those that a shop was told are kept, each with its offset. */
  readonly accepted = new Map<string, bigint>();
  /** By partition and offset, what a subscriber saw there first. */
  readonly seen = new Map<string, string>();
  /** By subscriber, what it received. */
  readonly received = new Map<string, string[]>(SUBSCRIBERS.map((name) => [name, []]));
  readonly reads: Position[] = [];
  /** An offset at which somebody saw something else than another. */
  conflict: string | undefined;
  isSelling = true;

  saw(reader: string, partition: number, offset: bigint, value: string): void {
    const place = `${partition}/${offset}`;
    const before = this.seen.get(place);
    if (before !== undefined && before !== value) {
      this.conflict = `at ${place} there was ${before}, and ${reader} read ${value} there`;
    }
    this.seen.set(place, value);
    this.reads.push({ consumer: `${reader} of partition ${partition}`, position: offset });
    this.received.get(reader)!.push(value);
  }

  /** Each order that was acknowledged stands where its shop was told that it stands. */
  get misplaced(): string | undefined {
    for (const [value, offset] of this.accepted) {
      const place = `${partitionOf(value)}/${offset}`;
      const there = this.seen.get(place);
      if (there !== undefined && there !== value)
        return `${value} was to be at ${place}, and there is ${there}`;
    }
    return undefined;
  }
}

const SHOPS = ["Ann", "Bob"];
const SUBSCRIBERS = ["email", "stock"];

/** "Ann/0": the orders of one shop in one partition. They must stay in order. */
const laneOf = (value: string): string => value.slice(0, value.indexOf(" "));
const partitionOf = (value: string): number => Number(laneOf(value).split("/")[1]);

/** Takes orders for one partition after the other, as fast as it may. A shop that dies forgets what isn't sent. */
function sell(host: Host, books: Books, nextId: () => number): Producer {
  let partition = 0;
  const producer = new Producer(host, new SingleBroker("B", new Map([[TOPIC, PARTITIONS]])), {
    partitioner: { choose: () => partition },
    batchBytes: 250,
    bufferBytes: 1_000,
    retryMs: 30,
    requestMs: 400,
    deliveryMs: Infinity,
  });
  const sell = (): void => {
    host.clock.after(PACE, sell);
    if (!books.isSelling) return;
    partition = (partition + 1) % PARTITIONS;
    const value = `${host.name}/${partition} ${nextId()}`;
    const wasTaken = producer.send(TOPIC, null, new TextEncoder().encode(value), (error, offset) => {
      if (error === "NONE") books.accepted.set(value, offset);
    });
    if (wasTaken) books.sent.push(value);
  };
  sell();
  return producer;
}

function open(world: World): Trial {
  const books = new Books();
  let lastId = 0;
  const broker = world.server("B", (host) => {
    const broker = new Broker(host, OPTIONS);
    // Whoever has made it before is told that it is there.
    host.clock.after(100, () => broker.topics.create(TOPIC, PARTITIONS, () => {}));
    return broker;
  });
  const shops = SHOPS.map((name) => world.server(name, (host) => sell(host, books, () => ++lastId)));
  /** Subscribers keep their places themselves. Here they do so for good. */
  const places = new Map<string, bigint>();
  for (const name of SUBSCRIBERS) {
    world.server(name, (host) => {
      const positions = [0, 1].map((partition) => ({
        topic: TOPIC,
        partition,
        offset: places.get(`${name}/${partition}`) ?? 0n,
      }));
      return new Consumer(
        host,
        "B",
        positions,
        (records, { partition }, done) => {
          host.clock.after(WORK, () => {
            for (const { offset, value } of records) books.saw(name, partition, offset, text(value!));
            places.set(`${name}/${partition}`, records.at(-1)!.offset + 1n);
            done();
          });
        },
        { maxBytes: 600, minBytes: 150, maxWaitMs: 60, retryMs: 30 },
      );
    });
  }
  world.always("an offset stands for one record for ever", () => books.conflict);
  world.always("nobody's memory is larger than its bound", () => {
    const { incoming, outgoing } = broker.instance ?? {};
    if (incoming === undefined || outgoing === undefined) return undefined;
    return incoming.used <= 800 && outgoing.used <= 800
      ? undefined
      : `${incoming.used} bytes come in, and ${outgoing.used} go out`;
  });
  const delivered = (complete: boolean) => (): ReturnType<typeof checkDelivery> => {
    for (const received of books.received.values()) {
      const accepted = books.sent.filter((value) => books.accepted.has(value));
      // A batch that was sent again may stand in the log twice.
      const found = checkDelivery(
        { accepted, unknown: books.sent, received },
        { complete, once: false, lane: laneOf },
      );
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return {
    writes: () => books.accepted.size,
    heal: () => (books.isSelling = false),
    unsettled: () => {
      const { instance } = broker;
      if (instance === undefined || instance.topics.partitionsOf(TOPIC) === 0) return "the broker isn't up";
      if (shops.some((shop) => (shop.instance?.buffered ?? 1) > 0)) return "a shop still has orders";
      for (const name of SUBSCRIBERS) {
        for (const partition of [0, 1]) {
          const { endOffset } = instance.topics.get(TOPIC, partition)!;
          if ((places.get(`${name}/${partition}`) ?? 0n) < endOffset) return `${name} isn't through`;
        }
      }
      if (instance.incoming.used > 0) return "memory of what came in is still held";
      return undefined;
    },
    checks: {
      "every subscriber has received every order that was acknowledged, in the order of its shop":
        delivered(true),
      "an acknowledged order stands at the offset that was told": () => books.misplaced,
      "every subscriber goes through the log step by step": () => checkPositions(books.reads),
    },
  };
}

const { datagrams: _datagrams, ...FAULTS } = serverFaults({ min: 20, max: 1_500 });

/** Shops, subscribers and the broker die, the power is cut, and the network fails. */
export const orders: Scenario = {
  name: "orders",
  step: "broker/quotas",
  servers: ["B", ...SHOPS, ...SUBSCRIBERS],
  faults: { ...FAULTS, break: {} },
  faultsFor: 4_000,
  mostFaults: 14,
  setup: open,
};

export const scenarios: readonly Scenario[] = [orders];
