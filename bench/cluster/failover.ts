import type { Connection, ConnectionHandler, Host } from "#lab/host";
import type { Machine } from "#lab/world/machine";
import { BatchBuilder } from "#broker/batch-builder";
import { KeeperClient } from "#master-election/keeper-client";
import { BROKERS, PARTITIONS } from "#replication/keeper-states";
import { type FromReplica, REPLICA_SERVICE, type ReplicaMessage } from "#replication/messages";
import { createPartition, ReplicatedBroker } from "#replication/replicated-broker";
import { Cluster } from "../ensemble/cluster";
import { type Candidate, measureInTurn } from "../rounds";
import { stopwatch } from "../stopwatch";

const SIZES = [3, 30, 300, 1_000];
const ROUNDS = 3;
const BROKER_NAMES = ["P", "Q", "R"];
/** So long a broker that says nothing is believed to be there, in ms. */
export const SESSION = 2_000;
/** Between two tries of a publisher, in ms. */
const RETRY = 20;
const PATIENCE = 600_000;

export interface Failover extends Record<string, number> {
  /** From the death of a broker until each partition has acknowledged a message again, from all in sync. */
  virtualMs: number;
  /** Of that, from the end of its session on: what the number of partitions has to do with. */
  afterSessionMs: number;
  /** Of one thread that does everything. */
  realMs: number;
}

/** How long a partition can't be written whose leader has died, against the number of partitions. */
export function measureFailover(): Promise<(Failover & { size: number })[]> {
  const candidates: Candidate<Failover>[] = SIZES.map((size) => ({ size, measure: () => failover(size) }));
  return measureInTurn(candidates, ROUNDS);
}

async function failover(size: number): Promise<Failover> {
  const ensemble = new Cluster(1, 3);
  const { world } = ensemble;
  await ensemble.untilServing();
  const names = Array.from({ length: size }, (_, index) => `orders-${index}`);
  let isMade = false;
  world.client("admin", async (host) => {
    const keeper = new KeeperClient(host, ensemble.servers);
    for (const path of [BROKERS, PARTITIONS]) await keeper.create(path, new Uint8Array(0));
    // The first broker would lead all of them: they take turns.
    for (const [index, name] of names.entries()) await createPartition(keeper, name, turned(index));
    isMade = true;
  });
  await world.until("the partitions are made", () => isMade, PATIENCE);

  const brokers = new Map<string, ReplicatedBroker>();
  const machines = BROKER_NAMES.map((name): Machine<void> =>
    world.client(name, async (host) => {
      const options = { keepers: ensemble.servers, sessionMs: SESSION, unclean: false, lagMs: 1_000 };
      const broker = new ReplicatedBroker(host, options);
      brokers.set(name, broker);
      await broker.run();
    }),
  );
  let up = [...BROKER_NAMES];
  const leads = (partition: string): boolean =>
    up.some((name) => brokers.get(name)?.server.replicas.get(partition)?.isLeading === true);
  await world.until("all are led", () => names.every(leads), PATIENCE);
  await world.run(2 * SESSION);

  // The controller dies: that is the longest way.
  const victim = machines.find(({ name }) => brokers.get(name)!.isController)!;
  const orphans = names.filter((each) => brokers.get(victim.name)!.server.replicas.get(each)!.isLeading);
  up = up.filter((name) => name !== victim.name);
  const elapsed = stopwatch();
  const began = world.now;
  victim.kill();
  const waiting = new Set(orphans);
  for (const partition of orphans) {
    const told = (): void => void waiting.delete(partition);
    world.server(`publisher of ${partition}`, (host) => new Persistent(host, up, partition, told));
  }
  await world.until("all are written again", () => waiting.size === 0, PATIENCE);
  const virtualMs = world.now - began;
  return { virtualMs, afterSessionMs: virtualMs - SESSION, realMs: elapsed() };
}

/** The three brokers, from another one on. */
function turned(index: number): string[] {
  const first = index % BROKER_NAMES.length;
  return [...BROKER_NAMES.slice(first), ...BROKER_NAMES.slice(0, first)];
}

/** Hands in one message, at one broker after the other, until it is acknowledged. */
class Persistent implements ConnectionHandler<ReplicaMessage> {
  readonly #batch: Uint8Array;
  readonly #connections: Connection<ReplicaMessage>[];
  #tries = 0;

  constructor(
    private readonly host: Host,
    brokers: readonly string[],
    private readonly partition: string,
    private readonly told: () => void,
  ) {
    const builder = new BatchBuilder();
    builder.add(0, null, new Uint8Array(100));
    this.#batch = builder.build();
    this.#connections = brokers.map((name) => host.network.connect(name, REPLICA_SERVICE, this));
    host.clock.after(RETRY, () => this.#try());
  }

  onMessage(_: Connection<ReplicaMessage>, message: ReplicaMessage): void {
    if ((message as FromReplica).error === "NONE") this.told();
    else this.host.clock.after(RETRY, () => this.#try());
  }

  onClose(): void {}

  #try(): void {
    const { partition } = this;
    const id = (this.#tries += 1);
    const connection = this.#connections[id % this.#connections.length]!;
    connection.send({ type: "produce", id, partition, batch: this.#batch, acks: "all" });
  }
}
