import type { Host } from "#lab/host";
import { text } from "#lab/testing/bytes";
import type { Machine } from "#lab/world/machine";
import { World, type WorldOptions } from "#lab/world/world";
import { decodeRecords } from "#commit-log/record-batch";
import type { Acks, ReplicaError } from "#replication/messages";
import { Replica, type ReplicaOptions } from "#replication/replica";
import { ReplicaServer } from "#replication/replica-server";
import type { PartitionState, States } from "#replication/states";
import { order } from "../13-commit-log/records";

export const PARTITION = "orders-0";
export const NAMES = ["A", "B", "C"];

/** The table of states, kept by nobody: the test says what it says, and when brokers hear of it. */
export class Table {
  state: PartitionState;
  /** Changes that a leader has asked for, and that wait until the test lets them be done. */
  readonly asked: { isr: readonly string[]; go: () => void }[] = [];
  /** Whether changes wait for the test. */
  isHeld = false;

  constructor(replicas: readonly string[]) {
    this.state = { replicas, leader: undefined, epoch: -1, isr: replicas, version: -1 };
  }
}

/** A copy of one partition at each of some brokers, a table, and no ZooKeeper. */
export class Stage {
  readonly world: World;
  readonly table: Table;
  readonly machines = new Map<string, Machine<Copy>>();

  constructor(
    readonly options: ReplicaOptions = {},
    names: readonly string[] = NAMES,
    world: Partial<WorldOptions> = {},
  ) {
    this.world = new World({ seed: 1, ...world });
    this.table = new Table(names);
    for (const name of names) {
      this.machines.set(
        name,
        this.world.server(name, (host) => new Copy(host, this.#statesOf(name), options)),
      );
    }
    this.pass(50);
  }

  /** The table as a broker sees it. What it asks for is answered to that life of it. */
  #statesOf(name: string): States {
    return {
      alter: (_partition, { version }, isr, done) => {
        const { table, world } = this;
        const machine = this.machines.get(name)!;
        const life = machine.incarnation!;
        const go = (): void => {
          if (table.state.version === version) table.state = { ...table.state, isr, version: version + 1 };
          if (machine.incarnation === life) world.enter(life, () => done(table.state));
        };
        if (table.isHeld) table.asked.push({ isr, go });
        else world.after(3, go);
      },
    };
  }

  replica(name: string): Replica {
    return this.machines.get(name)!.instance!.replica;
  }

  /** The table says something new, and brokers hear of it: by default all that are up. */
  decide(change: Partial<PartitionState>, who = [...this.machines.keys()]): void {
    const { state } = this.table;
    this.table.state = { ...state, ...change, version: state.version + 1 };
    for (const name of who) this.tell(name);
    this.pass(1);
  }

  /** A new leader, with the next epoch. */
  leads(leader: string, isr?: readonly string[], who?: readonly string[]): void {
    const epoch = this.table.state.epoch + 1;
    this.decide({ leader, epoch, ...(isr && { isr }) }, who && [...who]);
  }

  /** A broker hears what the table says now. */
  tell(name: string): void {
    if (this.machines.get(name)!.up) this.as(name, (replica) => replica.become(this.table.state));
  }

  /** Does something as a broker. */
  as<T>(name: string, act: (replica: Replica) => T): T {
    let result!: T;
    const { incarnation, instance } = this.machines.get(name)!;
    this.world.enter(incarnation!, () => (result = act(instance!.replica)));
    return result;
  }

  /** Hands in orders, each a batch. What became of them is there when it is there: "NONE 0" and so on. */
  produce(name: string, numbers: readonly number[], acks: Acks = "all"): string[] {
    const outcomes: string[] = [];
    this.as(name, (replica) => {
      for (const number of numbers) {
        replica.append(order(number), acks, (error: ReplicaError, base) => outcomes.push(`${error} ${base}`));
      }
    });
    return outcomes;
  }

  /** What a reader of this broker gets: "offset value". */
  readable(name: string, offset = 0n): string[] {
    return recordsOf(this.as(name, (replica) => replica.read({ offset, maxBytes: Infinity })).batches);
  }

  /** All that is in a broker's log. */
  content(name: string): string[] {
    const { log } = this.replica(name);
    return recordsOf(log.read(log.startOffset, Infinity));
  }

  kill(name: string): void {
    this.machines.get(name)!.kill();
  }

  powerCut(name: string): void {
    this.machines.get(name)!.powerCut();
  }

  /** Starts a broker again, and it hears what the table says. */
  start(name: string): void {
    this.machines.get(name)!.start();
    this.pass(50);
    this.tell(name);
  }

  /** No message passes between these two, and those under way are lost. */
  cut(name: string, other: string): void {
    this.world.faults.cut(name, other);
  }

  heal(): void {
    this.world.faults.heal();
  }

  pass(ms: number): void {
    this.world.advance(ms);
  }
}

/** A broker with one copy. */
export class Copy {
  readonly replica: Replica;

  constructor(host: Host, states: States, options: ReplicaOptions) {
    this.replica = new Replica(host, PARTITION, states, options);
    const server = new ReplicaServer(host);
    this.replica.open(() => server.replicas.set(PARTITION, this.replica));
  }
}

/** The records of some batches: "offset value". */
export function recordsOf(batches: readonly Uint8Array[]): string[] {
  return batches
    .flatMap((batch) => decodeRecords(batch))
    .map(({ offset, value }) => `${offset} ${text(value!)}`);
}
