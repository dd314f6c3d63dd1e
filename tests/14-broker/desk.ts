import { bytes, text } from "#lab/testing/bytes";
import type { Connection, ConnectionHandler, Host } from "#lab/host";
import type { Machine } from "#lab/world/machine";
import { World, type WorldOptions } from "#lab/world/world";
import { Broker, type BrokerOptions } from "#broker/broker";
import {
  BROKER_SERVICE,
  type BrokerMessage,
  type ErrorCode,
  type FetchedPartition,
  type FromBroker,
  type ToBroker,
} from "#broker/messages";
import { Partition, type PartitionOptions } from "#broker/partition";
import { Topics } from "#broker/topics";
import { decodeRecords, encodeBatch, readInfo } from "#commit-log/record-batch";
import type { Site } from "../05-transaction-log/site";
import { record } from "../13-commit-log/records";

/** So small that a segment is full after three orders. */
export const SMALL: PartitionOptions = { log: { segmentBytes: 250, indexBytes: 60 } };

/** A batch of some records, as a publisher makes it. */
export function batchOf(...values: string[]): Uint8Array {
  return encodeBatch(values.map((value, index) => record(index, value)));
}

/** The records of some batches: "offset value". */
export function recordsOf(batches: readonly Uint8Array[]): string[] {
  return batches
    .flatMap((batch) => decodeRecords(batch))
    .map(({ offset, value }) => `${offset} ${value === null ? "-" : text(value)}`);
}

/** What is in a log's files on a machine's disk, whoever wrote it: "offset value". */
export function onDisk({ disk }: Machine<unknown>, folder = "orders-0"): string[] {
  const logs = disk.files().filter((file) => file.startsWith(`${folder}/`) && file.endsWith(".log"));
  return logs.flatMap((file) => {
    const content = disk.content(file);
    const batches: Uint8Array[] = [];
    for (let at = 0; at < content.length; at += batches.at(-1)!.length) {
      batches.push(content.subarray(at, at + readInfo(content.subarray(at)).size));
    }
    return recordsOf(batches);
  });
}

/** All that can be read of a partition. */
export function contentOf(partition: Partition): string[] {
  return recordsOf(partition.read(partition.startOffset, Infinity));
}

/** A broker's topics on a site, open; undefined if the site went down over it. */
export function openTopics(site: Site): Topics | undefined {
  let topics: Topics | undefined;
  let isReady = false;
  site.run((host) => {
    topics = new Topics(host, SMALL);
    topics.open(() => (isReady = true));
  });
  site.pass();
  if (site.up && !isReady) throw new Error("the topics were opened, and never said that they are ready");
  return site.up ? topics : undefined;
}

/** A partition on a site, open. */
export function openPartition(site: Site, options = SMALL): Partition {
  let partition: Partition | undefined;
  let isReady = false;
  site.run((host) => {
    partition = new Partition(host, "orders", 0, options);
    partition.open(() => (isReady = true));
  });
  site.pass();
  if (!isReady) throw new Error("the partition was opened, and never said that it is ready");
  return partition!;
}

/** What came of a change of topics. */
export function outcomeOf(
  site: Site,
  change: (done: (error: ErrorCode) => void) => void,
): ErrorCode | "none" {
  let outcome: ErrorCode | "none" = "none";
  site.run(() => change((error) => (outcome = error)));
  site.pass();
  return outcome;
}

/** Says to a broker what it is told to, and keeps what it hears. */
export class Caller implements ConnectionHandler<BrokerMessage> {
  readonly heard: FromBroker[] = [];
  /** When it heard it, in ms. */
  readonly times: number[] = [];
  readonly connection: Connection<BrokerMessage>;
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
    this.connection = host.network.connect(BROKER, BROKER_SERVICE, this);
  }

  onMessage(_: Connection<BrokerMessage>, message: BrokerMessage): void {
    this.heard.push(message as FromBroker);
    this.times.push(this.#host.clock.now());
  }

  onClose(): void {}

  /** What was fetched, by the fetch's id. */
  fetched(id: number): readonly FetchedPartition[] | undefined {
    const answer = this.heard.find((each) => each.type === "fetched" && each.id === id);
    return answer?.type === "fetched" ? answer.partitions : undefined;
  }

  /** When an answer came, in ms. */
  heardAt(id: number): number | undefined {
    return this.times[this.heard.findIndex((each) => each.id === id)];
  }
}

export const BROKER = "B";

/** A broker in a world, with topics that are there, and whoever is needed to talk to it. */
export class Shop {
  readonly world: World;
  readonly broker: Machine<Broker>;

  constructor(
    topics: Readonly<Record<string, number>> = { orders: 1 },
    options: BrokerOptions = {},
    world: Partial<WorldOptions> = {},
  ) {
    this.world = new World({ seed: 1, ...world });
    this.broker = this.world.server(BROKER, (host) => new Broker(host, options));
    this.pass(100);
    for (const [topic, partitions] of Object.entries(topics)) {
      this.asBroker((broker) => broker.topics.create(topic, partitions, () => {}));
    }
    this.pass(1_000);
  }

  /** Does something as the broker. */
  asBroker(act: (broker: Broker) => void): void {
    this.world.enter(this.broker.incarnation!, () => act(this.broker.instance!));
  }

  caller(name: string): Machine<Caller> {
    const caller = this.world.server(name, (host) => new Caller(host));
    this.pass(20);
    return caller;
  }

  /** Says something, and lets it arrive and be answered. */
  say(caller: Machine<Caller>, message: ToBroker, ms = 100): void {
    this.world.enter(caller.incarnation!, () => caller.instance!.connection.send(message));
    this.pass(ms);
  }

  /** Adds records of a batch of their own to the first partition of a topic, and waits until they are durable. */
  add(topic: string, ...values: string[]): void {
    this.addTo(topic, 0, ...values);
  }

  addTo(topic: string, partition: number, ...values: string[]): void {
    this.asBroker(({ topics }) => topics.get(topic, partition)!.append(batchOf(...values), () => {}));
    this.pass(100);
  }

  content(topic: string, partition = 0): string[] {
    return contentOf(this.broker.instance!.topics.get(topic, partition)!);
  }

  pass(ms: number): void {
    this.world.advance(ms);
  }
}

/** A fetch of one topic's first partition that doesn't wait. */
export function fetchOf(
  id: number,
  offset: number,
  more: Partial<Extract<ToBroker, { type: "fetch" }>> = {},
): Extract<ToBroker, { type: "fetch" }> {
  return {
    type: "fetch",
    id,
    positions: [{ topic: "orders", partition: 0, offset: BigInt(offset) }],
    minBytes: 1,
    maxBytes: 1_000_000,
    maxWaitMs: 0,
    ...more,
  };
}

export function produceOf(
  id: number,
  batch: Uint8Array,
  acks: 0 | 1 = 1,
): Extract<ToBroker, { type: "produce" }> {
  return { type: "produce", id, topic: "orders", partition: 0, batch, acks };
}

export { bytes, text };
