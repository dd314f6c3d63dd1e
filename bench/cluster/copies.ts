import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Connection, ConnectionHandler, Host } from "#lab/host";
import { Addresses } from "#lab/node/addresses";
import { type NodeServer, startServer } from "#lab/node/node-host";
import { BatchBuilder } from "#broker/batch-builder";
import { type Acks, type FromReplica, REPLICA_SERVICE, type ReplicaMessage } from "#replication/messages";
import { Replica } from "#replication/replica";
import { ReplicaServer } from "#replication/replica-server";
import type { PartitionState, States } from "#replication/states";

const KB = 1024;
export const PARTITION = "orders-0";
/** Batches that are sent and not answered yet. With acks 0 none is answered. */
const IN_FLIGHT = 8;
const BATCH_BYTES = 64 * KB;
/** Bytes on their way at which a publisher that isn't answered waits. */
const BACKLOG = 16 * BATCH_BYTES;
/** A message of 100 bytes. */
const MESSAGE = new Uint8Array(100).map((_, index) => (index * 37) & 0xff);

/** A folder of its own for all that is measured; removed at the end, however that comes. */
const FOLDER = mkdtempSync(join(tmpdir(), "cluster-bench-"));
process.on("exit", () => rmSync(FOLDER, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

/** One batch, made once: what is measured is what brokers do with it. */
function fullBatch(): { batch: Uint8Array; count: number } {
  const builder = new BatchBuilder();
  while (builder.size < BATCH_BYTES - 2 * MESSAGE.length) builder.add(0, null, MESSAGE);
  return { batch: builder.build(), count: builder.count };
}

/** One partition with so many copies, each at a broker with sockets and a disk of its own, all in this process. */
export class Copies {
  readonly #servers: NodeServer<Replica>[] = [];
  #publisher: NodeServer<Publisher> | undefined;

  static async open(name: string, size: number): Promise<Copies> {
    const copies = new Copies();
    const replicas = Array.from({ length: size }, (_, index) => `${name}-${index + 1}`);
    const state = { replicas, leader: replicas[0], epoch: 0, isr: replicas, version: 0 };
    const addresses = new Addresses();
    for (const each of replicas) {
      const server = await startServer({ name: each, folder: join(FOLDER, each), addresses }, (host) =>
        openCopy(host, state),
      );
      copies.#servers.push(server);
    }
    copies.#publisher = await startServer(
      { name: `${name}-publisher`, folder: join(FOLDER, `${name}-publisher`), addresses },
      (host) => new Publisher(host, replicas[0]!),
    );
    return copies;
  }

  /** Publishes so many messages, and waits until all are answered; with acks 0, until all are in the leader's log. */
  async publish(count: number, acks: Acks): Promise<void> {
    const leader = this.#servers[0]!.instance;
    const before = leader.log.endOffset;
    const sent = await this.#publisher!.instance.publish(count, acks);
    while (leader.log.endOffset - before < BigInt(sent))
      await new Promise((resolve) => setTimeout(resolve, 1));
    for (const { instance } of this.#servers) instance.log.deleteOld(0, instance.highWatermark);
  }

  /** Until every copy has everything: what one round left must not burden the next. */
  async settled(): Promise<void> {
    const ends = (): bigint[] => this.#servers.map(({ instance }) => instance.log.recoveryPoint);
    while (new Set(ends()).size > 1) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  async stop(): Promise<void> {
    await this.#publisher!.stop();
    for (const server of this.#servers) await server.stop();
  }
}

function openCopy(host: Host, state: PartitionState): Replica {
  const states: States = {
    // Nobody goes and nobody comes: if a copy were left behind, that would be no replication.
    alter: () => {
      throw new Error(`${host.name}: a copy can't keep up`);
    },
  };
  const log = { segmentBytes: 64 * KB * KB, retentionBytes: 64 * KB * KB };
  const replica = new Replica(host, PARTITION, states, { log, lagMs: 600_000 });
  const server = new ReplicaServer(host);
  replica.open(() => {
    server.replicas.set(PARTITION, replica);
    replica.become(state);
  });
  return replica;
}

/** Sends the same batch again and again, with so many on their way. */
class Publisher implements ConnectionHandler<ReplicaMessage> {
  readonly #connection: Connection<ReplicaMessage>;
  readonly #made = fullBatch();
  #left = 0;
  #underWay = 0;
  #acks: Acks = 0;
  #id = 0;
  #done: () => void = () => {};
  #failed: (error: Error) => void = () => {};

  constructor(host: Host, leader: string) {
    this.#connection = host.network.connect<ReplicaMessage>(leader, REPLICA_SERVICE, this);
  }

  /** @returns how many messages were sent: whole batches */
  async publish(messages: number, acks: Acks): Promise<number> {
    const batches = Math.ceil(messages / this.#made.count);
    this.#left = batches;
    this.#acks = acks;
    await new Promise<void>((resolve, reject) => {
      this.#done = resolve;
      this.#failed = reject;
      this.#send();
    });
    return batches * this.#made.count;
  }

  onMessage(_: Connection<ReplicaMessage>, message: ReplicaMessage): void {
    const { error } = message as FromReplica;
    if (error !== "NONE") return this.#failed(new Error(error));
    this.#underWay -= 1;
    this.#send();
  }

  onClose(): void {
    this.#failed(new Error("the connection is gone"));
  }

  #send(): void {
    while (this.#left > 0 && this.#underWay < IN_FLIGHT && this.#connection.backlog < BACKLOG) {
      this.#left -= 1;
      this.#id += 1;
      const produce = { type: "produce", id: this.#id, partition: PARTITION, acks: this.#acks } as const;
      this.#connection.send({ ...produce, batch: this.#made.batch });
      if (this.#acks !== 0) this.#underWay += 1;
    }
    if (this.#left > 0 && this.#acks === 0) setImmediate(() => this.#send());
    else if (this.#left === 0 && this.#underWay === 0) this.#done();
  }
}
