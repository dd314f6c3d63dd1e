import { type Host, sleep } from "#lab/host";
import type { Keeper } from "#master-election/keeper";
import { KeeperClient } from "#master-election/keeper-client";
import { failedBy } from "#master-election/watching";
import { BROKERS, encodeState, PARTITIONS, readState } from "#replication/keeper-states";
import type { Replica } from "#replication/replica";
import type { ReplicatedBroker } from "#replication/replicated-broker";
import type { PartitionState } from "#replication/states";
import type { SingleRequest } from "#znode-tree/changes";
import type { BrokerAddress, Cluster } from "./cluster";
import type { ErrorName } from "./error-codes";

/** Most partitions of all topics together. */
const MOST_PARTITIONS = 4_000;

/** The cluster as the ensemble's tree has it: it is watched, and a copy of it is kept here. Nothing to write here. */
export class KeeperCluster implements Cluster {
  readonly live = new Set<string>();
  readonly self: BrokerAddress;
  #topics: ReadonlyMap<string, readonly PartitionState[]> | undefined = new Map();
  readonly #states = new Map<string, PartitionState>();
  readonly #host: Host;
  readonly #broker: ReplicatedBroker;
  readonly #keepers: readonly string[];
  readonly #sessionMs: number;
  #keeper: Keeper;

  constructor(
    host: Host,
    readonly brokers: readonly BrokerAddress[],
    broker: ReplicatedBroker,
    keepers: readonly string[],
    sessionMs = 6_000,
  ) {
    this.self = brokers.find(({ name }) => name === host.name)!;
    this.#host = host;
    this.#broker = broker;
    this.#keepers = keepers;
    this.#sessionMs = sessionMs;
    this.#keeper = this.#newSession();
  }

  get keeper(): Keeper {
    return this.#keeper;
  }

  /** Only topics of which every partition is known. */
  get topics(): ReadonlyMap<string, readonly PartitionState[]> {
    return (this.#topics ??= topicsOf(this.#states));
  }

  replica(topic: string, partition: number): Replica | undefined {
    return this.#broker.server.replicas.get(`${topic}-${partition}`);
  }

  create(topic: string, partitions: number, replication: number, done: (error: ErrorName) => void): void {
    void this.#create(topic, partitions, replication).then(done);
  }

  extend(topic: string, count: number, done: (error: ErrorName) => void): void {
    const before = this.topics.get(topic)!;
    void this.#create(topic, count, before[0]!.replicas.length, before.length).then(done);
  }

  /** Watches for ever, one session after the other. */
  async run(): Promise<void> {
    for (;;) {
      const keeper = this.#keeper;
      const watched = new Set<string>();
      await Promise.all([
        this.#persist(keeper, () => this.#watchBrokers(keeper)),
        this.#persist(keeper, () => this.#watchPartitions(keeper, watched)),
      ]);
      await sleep(this.#host.clock, 20);
      this.#keeper = this.#newSession();
    }
  }

  /** @param from the first partition that isn't there yet */
  async #create(topic: string, partitions: number, replication: number, from = 0): Promise<ErrorName> {
    if (this.#states.size + partitions - from > MOST_PARTITIONS) return "INVALID_PARTITIONS";
    const names = [...this.live].sort();
    if (names.length < replication) return "INVALID_REPLICATION_FACTOR";
    // Leaders in turn, and topics don't all begin with the same one.
    const shift = this.#states.size;
    const requests = Array.from({ length: partitions - from }, (_, at): SingleRequest => {
      const replicas = Array.from({ length: replication }, (_, n) => names[(shift + at + n) % names.length]!);
      const state = { replicas, leader: undefined, epoch: 0, isr: replicas, version: 0 };
      return { type: "create", path: `${PARTITIONS}/${topic}-${from + at}`, data: encodeState(state) };
    });
    try {
      await this.#keeper.multi(requests);
      return "NONE";
    } catch (error) {
      if (failedBy(error, "NodeExists")) return "TOPIC_ALREADY_EXISTS";
      if (failedBy(error, "ConnectionLoss", "SessionExpired", "SessionMoved")) return "REQUEST_TIMED_OUT";
      throw error;
    }
  }

  #newSession(): Keeper {
    return new KeeperClient(this.#host, this.#keepers, this.#sessionMs);
  }

  async #persist(keeper: Keeper, act: () => Promise<void>): Promise<void> {
    while (keeper.state !== "expired" && keeper.state !== "closed") {
      try {
        await act();
      } catch (error) {
        if (!failedBy(error, "ConnectionLoss", "SessionMoved", "SessionExpired", "NoNode")) throw error;
        for (const path of [BROKERS, PARTITIONS]) await ensureNode(keeper, path);
        await sleep(this.#host.clock, 50);
      }
    }
  }

  async #watchBrokers(keeper: Keeper): Promise<void> {
    let tell!: () => void;
    const changed = new Promise<void>((resolve) => (tell = resolve));
    const names = await keeper.getChildren(BROKERS, tell);
    this.live.clear();
    for (const name of names) this.live.add(name);
    await changed;
  }

  async #watchPartitions(keeper: Keeper, watched: Set<string>): Promise<void> {
    let tell!: () => void;
    const changed = new Promise<void>((resolve) => (tell = resolve));
    for (const partition of await keeper.getChildren(PARTITIONS, tell)) {
      if (watched.has(partition)) continue;
      watched.add(partition);
      void this.#persist(keeper, () => this.#watchState(keeper, partition));
    }
    await changed;
  }

  async #watchState(keeper: Keeper, partition: string): Promise<void> {
    let tell!: () => void;
    const changed = new Promise<void>((resolve) => (tell = resolve));
    this.#states.set(partition, await readState(keeper, partition, tell));
    this.#topics = undefined;
    await changed;
  }
}

/** A partition's name is its topic's, a dash, and its number. */
function topicsOf(states: ReadonlyMap<string, PartitionState>): Map<string, PartitionState[]> {
  const topics = new Map<string, PartitionState[]>();
  for (const [name, state] of states) {
    const dash = name.lastIndexOf("-");
    const topic = name.slice(0, dash);
    const partitions = topics.get(topic) ?? [];
    partitions[Number(name.slice(dash + 1))] = state;
    topics.set(topic, partitions);
  }
  for (const [topic, partitions] of topics) if (partitions.includes(undefined as never)) topics.delete(topic);
  return topics;
}

async function ensureNode(keeper: Keeper, path: string): Promise<void> {
  try {
    await keeper.create(path, new Uint8Array(0));
  } catch (error) {
    if (!failedBy(error, "NodeExists", "ConnectionLoss", "SessionMoved", "SessionExpired")) throw error;
  }
}
