import type { Machine } from "#lab/world/machine";
import { World } from "#lab/world/world";
import { text } from "#lab/testing/bytes";
import { Broker } from "#broker/broker";
import type { Partitioner } from "#broker/partitioner";
import { Producer } from "#broker/producer";
import { decodeRecords } from "#commit-log/record-batch";
import { keyOf } from "#partitioning/by-key";
import { Layout } from "#partitioning/layout";
import { range } from "../05-transaction-log/site";

export const BROKERS = ["A", "B", "C"];
const TOPIC = "orders";

export interface Read {
  key: string | null;
  value: string;
}

/** Three brokers of chapter 14, and a table of who has what. Each has files for all partitions, and uses its own. */
export class Cluster {
  readonly layout = new Layout(BROKERS.map((name) => ({ name })));
  readonly world: World;
  readonly #brokers = new Map<string, Machine<Broker>>();

  constructor(partitions: number, seed = 1) {
    this.world = new World({ seed });
    this.layout.create(TOPIC, partitions);
    for (const name of BROKERS) {
      this.#brokers.set(
        name,
        this.world.server(name, (host) => new Broker(host)),
      );
    }
    this.pass(200);
    this.#each((broker) => broker.topics.create(TOPIC, partitions, () => {}));
    this.pass(200);
  }

  /** Somebody who sends. */
  shop(partitioner: Partitioner): { send: (key: string | null, value: string) => void } {
    const machine = this.world.server(
      "shop",
      (host) => new Producer(host, this.layout, { partitioner, lingerMs: 1 }),
    );
    this.pass(10);
    return {
      send: (key, value) => {
        this.world.enter(machine.incarnation!, () => {
          const wasTaken = machine.instance!.send(
            TOPIC,
            key === null ? null : keyOf(key),
            new TextEncoder().encode(value),
          );
          if (!wasTaken) throw new Error(`${value} wasn't taken`);
        });
      },
    };
  }

  grow(partitions: number): void {
    this.layout.grow(TOPIC, partitions);
    this.#each((broker) => broker.topics.grow(TOPIC, partitions, () => {}));
    this.pass(200);
  }

  kill(name: string): void {
    this.#brokers.get(name)!.kill();
  }

  start(name: string): void {
    this.#brokers.get(name)!.start();
    this.pass(500);
  }

  pass(ms: number): void {
    this.world.advance(ms);
  }

  /** What the partitions have whose brokers are up, one partition after the other. */
  read(): Read[] {
    return range(0, this.layout.partitionsOf(TOPIC) - 1).flatMap((partition) => this.readFrom(partition));
  }

  readFrom(partition: number): Read[] {
    return this.#recordsAt(this.layout.brokerOf(TOPIC, partition), partition);
  }

  /** What stands in a partition at a broker that doesn't lead it. */
  misplaced(): Read[] {
    return range(0, this.layout.partitionsOf(TOPIC) - 1).flatMap((partition) =>
      BROKERS.filter((name) => name !== this.layout.brokerOf(TOPIC, partition)).flatMap((name) =>
        this.#recordsAt(name, partition),
      ),
    );
  }

  #recordsAt(name: string, partition: number): Read[] {
    const { instance } = this.#brokers.get(name)!;
    const found = instance?.topics.get(TOPIC, partition);
    if (found === undefined) return [];
    return found
      .read(found.startOffset, Infinity)
      .flatMap((batch) => decodeRecords(batch))
      .map(({ key, value }) => ({ key: key && text(key), value: text(value!) }));
  }

  #each(act: (broker: Broker) => void): void {
    for (const { incarnation, instance } of this.#brokers.values()) {
      this.world.enter(incarnation!, () => act(instance!));
    }
  }
}
