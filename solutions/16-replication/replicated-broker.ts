import { type Host, sleep } from "#lab/host";
import type { Keeper } from "#master-election/keeper";
import { KeeperClient } from "#master-election/keeper-client";
import { MasterRace } from "#master-election/race";
import { failedBy, watchZnode } from "#master-election/watching";
import { Controller } from "./controller";
import type { ElectionOptions } from "./election";
import { BROKERS, encodeState, KeeperStates, PARTITIONS, readState } from "./keeper-states";
import { Replica, type ReplicaOptions } from "./replica";
import { ReplicaServer } from "./replica-server";

export interface ReplicatedBrokerOptions extends ReplicaOptions, ElectionOptions {
  /** The servers of the ensemble. */
  keepers: readonly string[];
  /** Of its session, in ms. */
  sessionMs?: number;
}

/**
 * A broker with copies of partitions: it registers as an ephemeral znode, takes part in the race for the controller,
 * and does with its copies what the table says. Nothing to write here.
 */
export class ReplicatedBroker {
  readonly server: ReplicaServer;
  /** Is called with each copy when it is open, before it is told who leads. To be set before `run`. */
  onReplica: ((replica: Replica) => void) | undefined;
  readonly #host: Host;
  readonly #options: ReplicatedBrokerOptions;
  readonly #states: KeeperStates;
  #keeper: Keeper;
  /** Partitions whose copy is being opened, or is open. */
  readonly #known = new Set<string>();
  #isController = false;

  constructor(host: Host, options: ReplicatedBrokerOptions) {
    this.#host = host;
    this.#options = options;
    this.#keeper = this.#newSession();
    this.#states = new KeeperStates(
      () => this.#keeper,
      (ms) => sleep(host.clock, ms),
    );
    this.server = new ReplicaServer(host);
  }

  /** Whether it believes that it is the controller. */
  get isController(): boolean {
    return this.#isController;
  }

  /** Works for ever, one session after the other. */
  async run(): Promise<void> {
    for (;;) {
      const keeper = this.#keeper;
      const watched = new Set<string>();
      await Promise.all([
        this.#persist(keeper, () => this.#register(keeper)),
        this.#persist(keeper, () => this.#watchPartitions(keeper, watched)),
        this.#race(keeper),
      ]);
      await sleep(this.#host.clock, 20);
      this.#keeper = this.#newSession();
    }
  }

  #newSession(): KeeperClient {
    return new KeeperClient(this.#host, this.#options.keepers, this.#options.sessionMs);
  }

  /** Does something again and again until the session is over. */
  async #persist(keeper: Keeper, act: () => Promise<void>): Promise<void> {
    while (keeper.state !== "expired" && keeper.state !== "closed") {
      try {
        await act();
      } catch (error) {
        if (!failedBy(error, "ConnectionLoss", "SessionMoved", "SessionExpired", "NoNode")) throw error;
        await sleep(this.#host.clock, 50);
      }
    }
  }

  /** Its znode is there as long as its session. One of an earlier session must go first. */
  async #register(keeper: Keeper): Promise<void> {
    const path = `${BROKERS}/${this.#host.name}`;
    try {
      await keeper.create(path, new Uint8Array(0), { ephemeral: true });
    } catch (error) {
      if (!failedBy(error, "NodeExists")) throw error;
    }
    const { changed } = await watchZnode(keeper, path);
    await changed;
  }

  async #race(keeper: Keeper): Promise<void> {
    let began: (() => void) | undefined;
    const race = new MasterRace(keeper, this.#host.name, (role) => {
      this.#isController = role === "LEADER";
      if (this.#isController) began?.();
    });
    const control = async (): Promise<void> => {
      if (race.role !== "LEADER") await new Promise<void>((resolve) => (began = resolve));
      await new Controller(keeper, () => race.role === "LEADER", this.#options).run();
    };
    // Whoever has never led waits for that; the race ends with the session.
    await Promise.race([this.#persist(keeper, () => race.run()), this.#persist(keeper, control)]);
    this.#isController = false;
  }

  /** @param watched partitions whose state is watched already in this session */
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

  /** Tells a copy what the table says, until that changes. */
  async #watchState(keeper: Keeper, partition: string): Promise<void> {
    let tell!: () => void;
    const changed = new Promise<void>((resolve) => (tell = resolve));
    const state = await readState(keeper, partition, tell);
    if (state.replicas.includes(this.#host.name)) (await this.#replicaOf(partition)).become(state);
    await changed;
  }

  async #replicaOf(partition: string): Promise<Replica> {
    const { replicas } = this.server;
    if (this.#known.has(partition)) {
      while (!replicas.has(partition)) await sleep(this.#host.clock, 5);
      return replicas.get(partition)!;
    }
    this.#known.add(partition);
    const replica = new Replica(this.#host, partition, this.#states, this.#options);
    await new Promise<void>((resolve) => replica.open(resolve));
    this.onReplica?.(replica);
    replicas.set(partition, replica);
    return replica;
  }
}

/** Makes a partition's znode: nobody leads it yet. @throws KeeperError NodeExists */
export async function createPartition(
  keeper: Keeper,
  partition: string,
  replicas: readonly string[],
): Promise<void> {
  const state = { replicas, leader: undefined, epoch: 0, isr: replicas, version: 0 };
  await keeper.create(`${PARTITIONS}/${partition}`, encodeState(state));
}
