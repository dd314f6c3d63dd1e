import type { Connection, ConnectionHandler, Host } from "#lab/host";
import type { Machine } from "#lab/world/machine";
import type { World } from "#lab/world/world";
import { failedBy } from "#master-election/watching";
import { BROKERS, PARTITIONS, readState } from "#replication/keeper-states";
import { type Acks, type FromReplica, REPLICA_SERVICE, type ReplicaMessage } from "#replication/messages";
import type { Replica } from "#replication/replica";
import {
  createPartition,
  ReplicatedBroker,
  type ReplicatedBrokerOptions,
} from "#replication/replicated-broker";
import type { PartitionState } from "#replication/states";
import { ensure } from "../04-master-election/shop";
import { Nodes, persist } from "../09-ensemble/nodes";
import { order } from "../13-commit-log/records";
import { PARTITION, recordsOf } from "./stage";

export const BROKER_NAMES = ["P", "Q", "R"];
const KEEPERS = ["A", "B", "C"];

/** Three servers of chapter 9, and three brokers with copies of one partition. */
export class Cluster {
  readonly nodes: Nodes;
  readonly brokers = new Map<string, Machine<void>>();
  /** The latest life of each. A process that has just been started hasn't begun its next yet. */
  readonly #lives = new Map<string, { broker: ReplicatedBroker; incarnation: unknown }>();

  constructor(options: Partial<ReplicatedBrokerOptions> = {}, seed = 1, world?: World) {
    this.nodes = new Nodes({ servers: 3, seed }, world);
    const all: ReplicatedBrokerOptions = {
      keepers: KEEPERS,
      sessionMs: 1_500,
      unclean: false,
      lagMs: 400,
      ...options,
    };
    this.nodes.program("admin", async (keeper) => {
      await persist(() => ensure(keeper, BROKERS));
      await persist(() => ensure(keeper, PARTITIONS));
      await persist(async () => {
        try {
          await createPartition(keeper, PARTITION, BROKER_NAMES);
        } catch (error) {
          if (!failedBy(error, "NodeExists")) throw error;
        }
      });
    });
    for (const name of BROKER_NAMES) {
      this.brokers.set(
        name,
        this.world.client(name, async (host) => {
          const broker = new ReplicatedBroker(host, all);
          this.#lives.set(name, { broker, incarnation: this.brokers.get(name)!.incarnation });
          await broker.run();
        }),
      );
    }
  }

  get world(): World {
    return this.nodes.world;
  }

  /** A broker's copy, if it is up and has one. */
  replica(name: string): Replica | undefined {
    return this.#broker(name)?.server.replicas.get(PARTITION);
  }

  #broker(name: string): ReplicatedBroker | undefined {
    const machine = this.brokers.get(name)!;
    const life = this.#lives.get(name);
    return machine.up && life?.incarnation === machine.incarnation ? life?.broker : undefined;
  }

  /** Who leads the newest epoch that any broker knows of; undefined if nobody does. */
  get leader(): string | undefined {
    const leading = BROKER_NAMES.filter((name) => this.replica(name)?.isLeading === true);
    const epochOf = (name: string): number => this.replica(name)!.state!.epoch;
    return leading.sort((a, b) => epochOf(b) - epochOf(a))[0];
  }

  get controllers(): string[] {
    return BROKER_NAMES.filter((name) => this.#broker(name)?.isController === true);
  }

  /** Lets time pass until a broker leads that isn't this one. */
  async led(notBy?: string): Promise<string> {
    await this.world.until(
      "a broker leads",
      () => this.leader !== undefined && this.leader !== notBy,
      30_000,
    );
    return this.leader!;
  }

  /** What the ensemble's tree says. */
  state(): Promise<PartitionState> {
    return this.nodes.ask(KEEPERS, (keeper) => persist(() => readState(keeper, PARTITION)));
  }

  content(name: string): string[] {
    const { log } = this.replica(name)!;
    return recordsOf(log.read(log.startOffset, Infinity));
  }

  /** What a reader of this broker gets. */
  readable(name: string): string[] {
    let batches: readonly Uint8Array[] = [];
    this.world.enter(this.brokers.get(name)!.incarnation!, () => {
      ({ batches } = this.replica(name)!.read({ offset: 0n, maxBytes: Infinity }));
    });
    return recordsOf(batches);
  }

  /** Hands in orders at a broker, and lets time pass until all are answered, or a while is over. */
  async produce(name: string, numbers: readonly number[], acks: Acks = "all"): Promise<string[]> {
    const outcomes = this.handIn(name, numbers, acks);
    for (let tries = 0; tries < 100 && outcomes.length < numbers.length; tries++) await this.world.run(50);
    return outcomes;
  }

  /** Hands in orders at a broker. What becomes of them is there when it is there. */
  handIn(name: string, numbers: readonly number[], acks: Acks = "all"): string[] {
    const outcomes: string[] = [];
    this.world.enter(this.brokers.get(name)!.incarnation!, () => {
      for (const number of numbers) {
        this.replica(name)!.append(order(number), acks, (error, base) => outcomes.push(`${error} ${base}`));
      }
    });
    return outcomes;
  }

  isolate(name: string): void {
    this.world.faults.isolate(name);
  }

  heal(): void {
    this.world.faults.heal();
  }
}

/**
 * A publisher that has one order after another, each until it is acknowledged, and goes from broker to broker to find
 * the one that leads. An order that nobody has answered it sends again: it may be there twice.
 */
export class Publisher implements ConnectionHandler<ReplicaMessage> {
  #connection: Connection<ReplicaMessage> | undefined;
  #broker = 0;
  #id = 0;
  #value: Uint8Array | undefined;

  constructor(
    private readonly host: Host,
    private readonly acks: Acks,
    private readonly next: () => Uint8Array | undefined,
    private readonly acknowledged: () => void,
    private readonly at: { partition: string; brokers: readonly string[] } = {
      partition: PARTITION,
      brokers: BROKER_NAMES,
    },
  ) {
    this.#dial();
  }

  onOpen(): void {
    this.#send();
  }

  onMessage(_: Connection<ReplicaMessage>, message: ReplicaMessage): void {
    const { id, error } = message as FromReplica;
    if (id !== this.#id) return;
    if (error === "NONE") {
      this.#value = undefined;
      this.acknowledged();
      this.#later(12, () => this.#send());
    } else if (error === "NOT_LEADER_OR_FOLLOWER" || error === "UNKNOWN_TOPIC_OR_PARTITION")
      this.#elsewhere();
    else this.#later(40, () => this.#send());
  }

  onClose(): void {
    this.#elsewhere();
  }

  #dial(): void {
    const { brokers } = this.at;
    const name = brokers[this.#broker % brokers.length]!;
    this.#connection = this.host.network.connect<ReplicaMessage>(name, REPLICA_SERVICE, this);
  }

  #elsewhere(): void {
    const left = this.#connection;
    this.#connection = undefined;
    left?.close();
    this.#id += 1;
    this.#broker += 1;
    this.#later(40, () => this.#dial());
  }

  #send(): void {
    this.#value ??= this.next();
    if (this.#value === undefined) return this.#later(50, () => this.#send());
    const id = (this.#id += 1);
    this.#connection?.send({
      type: "produce",
      id,
      partition: this.at.partition,
      batch: this.#value,
      acks: this.acks,
    });
    this.#later(600, () => {
      if (this.#id === id) this.#elsewhere();
    });
  }

  #later(ms: number, act: () => void): void {
    const connection = this.#connection;
    this.host.clock.after(ms, () => {
      if (this.#connection === connection) act();
    });
  }
}
