import type { ByteConnection, ByteHandler, Host } from "#lab/host";
import type { Machine } from "#lab/world/machine";
import { World } from "#lab/world/world";
import type { BrokerAddress, Cluster } from "#kafka-protocol/cluster";
import type { ErrorName } from "#kafka-protocol/error-codes";
import type { Route } from "#kafka-protocol/api";
import { KAFKA_LIMITS, KAFKA_SERVICE, type KafkaLimits, KafkaServer } from "#kafka-protocol/kafka-server";
import { Replica, type ReplicaOptions } from "#replication/replica";
import type { PartitionState } from "#replication/states";
import { In } from "./wire";

export const BROKERS: BrokerAddress[] = [
  { id: 1, name: "A", host: "a.shop", port: 9092 },
  { id: 2, name: "B", host: "b.shop", port: 9093 },
];

/** A cluster whose table the test writes. This broker is A. */
export class FakeCluster implements Cluster {
  readonly self = BROKERS[0]!;
  readonly brokers = BROKERS;
  readonly live = new Set(["A", "B"]);
  readonly topics = new Map<string, PartitionState[]>();
  readonly replicas = new Map<string, Replica>();
  /** Topics that were to be made: "name partitions×copies". */
  readonly created: string[] = [];
  /** What becomes of them. */
  outcome: ErrorName = "NONE";

  constructor(readonly host: Host) {}

  replica(topic: string, partition: number): Replica | undefined {
    return this.replicas.get(`${topic}-${partition}`);
  }

  create(topic: string, partitions: number, replication: number, done: (error: ErrorName) => void): void {
    this.created.push(`${topic} ${partitions}×${replication}`);
    this.host.clock.after(20, () => done(this.outcome));
  }

  extend(topic: string, count: number, done: (error: ErrorName) => void): void {
    this.created.push(`${topic} up to ${count}`);
    this.host.clock.after(20, () => done(this.outcome));
  }

  /** Enters a partition in the table. If A has a copy, it is opened, and hears of it. */
  place(topic: string, state: Partial<PartitionState> = {}, options: ReplicaOptions = {}): void {
    const whole = { replicas: ["A"], leader: "A", epoch: 3, isr: ["A"], version: 1, ...state };
    const partitions = this.topics.get(topic) ?? [];
    this.topics.set(topic, [...partitions, whole]);
    if (!whole.replicas.includes("A")) return;
    const name = `${topic}-${partitions.length}`;
    const replica = new Replica(this.host, name, { alter: () => {} }, options);
    this.replicas.set(name, replica);
    replica.open(() => replica.become(whole));
  }
}

export interface DeskOptions {
  limits?: Partial<KafkaLimits>;
  /** What is offered besides ApiVersions. */
  routes?: (cluster: FakeCluster, host: Host) => Route[];
}

class Server {
  readonly cluster: FakeCluster;
  readonly server: KafkaServer;

  constructor(
    readonly host: Host,
    { limits, routes = () => [] }: DeskOptions,
  ) {
    this.cluster = new FakeCluster(host);
    this.server = new KafkaServer(host, routes(this.cluster, host), { ...KAFKA_LIMITS, ...limits });
  }
}

/** A world with one broker's desk in it, and clients that speak bytes. */
export class Desk {
  readonly world = new World({ seed: 20 });
  readonly machine: Machine<Server>;
  #clients = 0;

  constructor(options: DeskOptions = {}) {
    this.machine = this.world.server("A", (host) => new Server(host, options));
  }

  get cluster(): FakeCluster {
    return this.machine.instance!.cluster;
  }

  get clients(): number {
    return this.machine.instance!.server.clients;
  }

  /** Something happens at the broker, of itself. */
  at<T>(act: (cluster: FakeCluster) => T): T {
    let result: T;
    this.world.enter(this.machine.incarnation!, () => (result = act(this.cluster)));
    this.pass();
    return result!;
  }

  pass(ms = 50): void {
    this.world.advance(ms);
  }

  dial(machine = this.world.server(`client ${++this.#clients}`, (host) => host)): Client {
    const client = new Client(this, machine);
    this.pass();
    return client;
  }
}

/** A client's end: it sends any bytes, and keeps the frames that come. */
export class Client implements ByteHandler {
  closed = false;
  readonly #desk: Desk;
  readonly machine: Machine<Host>;
  #wire: ByteConnection | undefined;
  #bytes = new Uint8Array(0);

  constructor(desk: Desk, machine: Machine<Host>) {
    this.#desk = desk;
    this.machine = machine;
    this.enter(({ network }) => (this.#wire = network.connectBytes("A", KAFKA_SERVICE, this)));
  }

  /** Sends bytes in one piece, and lets a moment pass. */
  say(...frames: Uint8Array[]): this {
    this.enter(() => this.#wire!.send(Uint8Array.from(frames.flatMap((frame) => [...frame]))));
    this.#desk.pass();
    return this;
  }

  hangUp(): void {
    this.enter(() => this.#wire!.close());
    this.#desk.pass();
  }

  /** Reads nothing any more, until `readOn`. */
  stopReading(): void {
    this.enter(() => this.#wire!.pause());
  }

  readOn(): void {
    this.enter(() => this.#wire!.resume());
  }

  /** The next answer, from its correlation on; undefined if there is none. */
  next(): In | undefined {
    if (this.#bytes.length < 4) return undefined;
    const length = new DataView(this.#bytes.buffer).getInt32(0);
    if (this.#bytes.length < 4 + length) return undefined;
    const frame = this.#bytes.slice(4, 4 + length);
    this.#bytes = this.#bytes.slice(4 + length);
    return new In(frame);
  }

  /** Asks, and reads the answer behind its correlation. */
  asks(frame: Uint8Array): In {
    this.say(frame);
    const answer = this.next();
    if (answer === undefined) throw new Error(this.closed ? "the client was hung up on" : "no answer");
    answer.i32();
    return answer;
  }

  enter(act: (host: Host) => void): void {
    const { incarnation, instance } = this.machine;
    this.#desk.world.enter(incarnation!, () => act(instance!));
  }

  onBytes(_: ByteConnection, bytes: Uint8Array): void {
    const all = new Uint8Array(this.#bytes.length + bytes.length);
    all.set(this.#bytes);
    all.set(bytes, this.#bytes.length);
    this.#bytes = all;
  }

  onClose(): void {
    this.closed = true;
  }
}
