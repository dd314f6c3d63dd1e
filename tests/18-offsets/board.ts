import type { Host } from "#lab/host";
import { text } from "#lab/testing/bytes";
import type { Machine } from "#lab/world/machine";
import { World } from "#lab/world/world";
import { decodeRecords, encodeBatch, type LogRecord } from "#commit-log/record-batch";
import { range as byRange } from "#consumer-groups/range";
import type { Acks } from "#replication/messages";
import { Replica } from "#replication/replica";
import { ReplicaServer } from "#replication/replica-server";
import type { PartitionState } from "#replication/states";
import type { OffsetsCoordinator } from "#offsets/coordinator";
import { ConsumerDesk, type DeskOptions } from "#offsets/desk";
import { type ConsumerOptions, GroupConsumer } from "#offsets/group-consumer";
import type { Committing, OffsetError, Speaker } from "#offsets/messages";
import { record } from "../13-commit-log/records";

export const BROKERS = ["P", "Q", "R"];
export const ORDERS = "orders-0";
export const OFFSETS = "__consumer_offsets-0";
const PARTITIONS = [ORDERS, OFFSETS];

/** Somebody outside of the group, who may speak for it as long as nobody is in it. */
export const OPERATOR: Speaker = { group: "email", member: "", generation: -1 };

/** A broker's copies, and its desk for consumers. */
class Broker {
  readonly desk: ConsumerDesk;
  readonly replicas = new Map<string, Replica>();

  constructor(
    host: Host,
    readonly board: Board,
    options: DeskOptions,
  ) {
    const server = new ReplicaServer(host);
    this.desk = new ConsumerDesk(host, { offsetsPartitions: 1, initialDelay: 50, ...options });
    for (const partition of PARTITIONS) {
      const replica = new Replica(
        host,
        partition,
        {
          alter: (_partition, _state, isr, done) => {
            const life = board.machines.get(host.name)!.incarnation!;
            board.world.after(3, () => {
              const now = board.decide(partition, { isr }, []);
              if (board.machines.get(host.name)!.incarnation === life) {
                board.world.enter(life, () => done(now));
              }
            });
          },
        },
        { lagMs: 1_000_000, log: { segmentBytes: board.segmentBytes } },
      );
      replica.open(() => {
        this.desk.add(replica);
        server.replicas.set(partition, replica);
        this.replicas.set(partition, replica);
      });
    }
  }
}

/** Three brokers with a partition of orders and the internal topic, and a table that says what the test says. */
export class Board {
  readonly world: World;
  readonly machines = new Map<string, Machine<Broker>>();
  readonly #states = new Map<string, PartitionState>();

  constructor(
    options: DeskOptions = {},
    readonly segmentBytes = 1 << 20,
    seed = 1,
  ) {
    this.world = new World({ seed });
    for (const partition of PARTITIONS) {
      this.#states.set(partition, {
        replicas: BROKERS,
        leader: undefined,
        epoch: -1,
        isr: BROKERS,
        version: -1,
      });
    }
    for (const name of BROKERS) {
      this.machines.set(
        name,
        this.world.server(name, (host) => new Broker(host, this, options)),
      );
    }
    this.pass(50);
    this.leads(ORDERS, "P");
    this.leads(OFFSETS, "P");
    this.pass(100);
  }

  decide(
    partition: string,
    change: Partial<PartitionState>,
    who: readonly string[] = BROKERS,
  ): PartitionState {
    const before = this.#states.get(partition)!;
    const state = { ...before, ...change, version: before.version + 1 };
    this.#states.set(partition, state);
    for (const name of who) this.tell(name, partition);
    return state;
  }

  tell(name: string, partition: string): void {
    if (this.machines.get(name)!.up) {
      this.as(name, () => this.replica(name, partition).become(this.#states.get(partition)!));
    }
  }

  leads(
    partition: string,
    leader: string,
    isr: readonly string[] = BROKERS,
    who: readonly string[] = BROKERS,
  ): void {
    this.decide(partition, { leader, isr, epoch: this.#states.get(partition)!.epoch + 1 }, who);
    this.pass(1);
  }

  replica(name: string, partition = OFFSETS): Replica {
    return this.machines.get(name)!.instance!.replicas.get(partition)!;
  }

  coordinator(name: string): OffsetsCoordinator {
    return this.machines.get(name)!.instance!.desk.coordinatorOf("email")!;
  }

  as<T>(name: string, act: () => T): T {
    let result!: T;
    this.world.enter(this.machines.get(name)!.incarnation!, () => (result = act()));
    return result;
  }

  /** A coordinator is told how far somebody is. What it answers is there when it is there. */
  commit(name: string, offset: number, speaker = OPERATOR, place: Partial<Committing> = {}): OffsetError[] {
    const told: OffsetError[] = [];
    const committing = { topic: "orders", partition: 0, leaderEpoch: 0, metadata: "", ...place };
    this.as(name, () =>
      this.coordinator(name).commit(speaker, [{ ...committing, offset: BigInt(offset) }], (error) =>
        told.push(error),
      ),
    );
    return told;
  }

  /** What a coordinator says is committed: "orders/0 5", or an error. */
  fetch(name: string, speaker = OPERATOR): string[] {
    const told: string[] = [];
    this.as(name, () =>
      this.coordinator(name).fetch(speaker, "all", (error, commits) => {
        if (error !== "NONE") told.push(error);
        else {
          const shown = commits.map((each) => `${each.topic}/${each.partition} ${each.commit?.offset}`);
          told.push(shown.sort().join(", ") || "nothing");
        }
      }),
    );
    return told;
  }

  /** Orders by number are handed in. */
  order(name: string, numbers: readonly number[], acks: Acks = "all"): string[] {
    const told: string[] = [];
    this.as(name, () => {
      for (const number of numbers) {
        this.replica(name, ORDERS).append(encodeBatch([record(0, `order ${number}`)]), acks, (error) =>
          told.push(error),
        );
      }
    });
    return told;
  }

  consumer(name: string, options: Partial<ConsumerOptions> = {}): Shopper {
    return new Shopper(this, name, options);
  }

  kill(name: string): void {
    this.machines.get(name)!.kill();
  }

  start(name: string): void {
    this.machines.get(name)!.start();
    this.pass(50);
    for (const partition of PARTITIONS) this.tell(name, partition);
  }

  pass(ms: number): void {
    this.world.advance(ms);
  }
}

/** A consumer on the board that notes what it does. It needs some ms for a record. */
export class Shopper {
  readonly machine: Machine<GroupConsumer>;
  /** What was done, in order, by all of its lives. */
  readonly did: string[] = [];
  readonly stuck: string[] = [];
  /** How long it works on a record, in ms. */
  takes = 1;
  /** It says that a record is done before it has begun. */
  isHasty = false;

  constructor(
    readonly board: Board,
    readonly name: string,
    options: Partial<ConsumerOptions>,
  ) {
    this.machine = board.world.server(name, (host) => this.#consume(host, options));
  }

  #consume(host: Host, options: Partial<ConsumerOptions>): GroupConsumer {
    return new GroupConsumer(host, {
      group: "email",
      brokers: BROKERS,
      topics: ["orders"],
      assignors: [byRange],
      sessionTimeout: 6_000,
      rebalanceTimeout: 10_000,
      heartbeatInterval: 2_000,
      partitionsOf: () => 1,
      policy: "earliest",
      commitInterval: 1_000,
      process: ({ value }: LogRecord, _from, done) => {
        host.clock.after(this.takes, () => {
          this.did.push(text(value!).replace("order ", ""));
          if (!this.isHasty) done();
        });
        if (this.isHasty) done();
      },
      stuck: (_from, why) => this.stuck.push(why),
      ...options,
    });
  }

  get consumer(): GroupConsumer {
    return this.machine.instance!;
  }

  get position(): string {
    const position = this.consumer.positions.get("orders/0");
    return position === undefined ? "none" : `${position.offset} of epoch ${position.epoch}`;
  }
}

/** The values of a copy's log. */
export function valuesOf(replica: Replica): string[] {
  return replica.log
    .read(replica.log.startOffset, Infinity)
    .flatMap((batch) => decodeRecords(batch))
    .map(({ value }) => text(value!).replace("order ", ""));
}
