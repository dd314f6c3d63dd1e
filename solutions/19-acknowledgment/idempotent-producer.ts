import type { Connection, ConnectionHandler, Host, Timer } from "#lab/host";
import { encodeBatch, type LogRecord, type Offset } from "#commit-log/record-batch";
import {
  type FromReplica,
  REPLICA_SERVICE,
  type ReplicaError,
  type ReplicaMessage,
} from "#replication/messages";
import { Lane, type Numbered, type ProducerIdentity } from "./lane";

/** Before it goes to another broker or sends again, in ms. */
const RETRY = 40;
/** Without an answer for so long it gives up the connection, in ms. */
const PATIENCE = 600;

/** What a program has given, and whom to tell. */
interface Given {
  records: readonly LogRecord[];
  done: (error: ReplicaError, baseOffset: Offset) => void;
}

/**
 * A publisher into one partition: it looks for the broker that leads, and sends again what nobody has answered. Each
 * batch is in the log once, in the order in which it was given. Nothing to write here: the `Lane` decides.
 */
export class IdempotentProducer implements ConnectionHandler<ReplicaMessage> {
  readonly #host: Host;
  readonly #brokers: readonly string[];
  readonly #partition: string;
  readonly #id: bigint;
  readonly #lane: Lane<Given>;
  #connection: Connection<ReplicaMessage> | undefined;
  #isOpen = false;
  #broker = 0;
  #lastId = 0;
  /** Batches are sent again only after a while; meanwhile nothing is sent that is behind them. */
  #isResting = false;
  readonly #underWay = new Map<number, { batch: Numbered<Given>; timer: Timer }>();

  /** @param identity that nobody else has */
  constructor(host: Host, brokers: readonly string[], partition: string, identity: ProducerIdentity) {
    this.#host = host;
    this.#brokers = brokers;
    this.#partition = partition;
    this.#id = identity.id;
    this.#lane = new Lane(identity.epoch);
    this.#dial();
  }

  /** Batches whose fate isn't known yet. */
  get pending(): number {
    return this.#lane.length;
  }

  /** @param done called once, never within this call: where the batch is, or why it never will be anywhere */
  send(records: readonly LogRecord[], done: Given["done"]): void {
    this.#lane.add({ records, done }, records.length);
    this.#host.clock.after(0, () => this.#pump());
  }

  onOpen(connection: Connection<ReplicaMessage>): void {
    if (connection !== this.#connection) return;
    this.#isOpen = true;
    this.#pump();
  }

  onMessage(connection: Connection<ReplicaMessage>, message: ReplicaMessage): void {
    const { id, error, type } = message as FromReplica;
    const sent = this.#underWay.get(id);
    if (connection !== this.#connection || type !== "produced" || sent === undefined) return;
    this.#underWay.delete(id);
    sent.timer.cancel();
    const settled = this.#lane.settle(sent.batch, error);
    const { done } = sent.batch.payload;
    if (settled === "done") done("NONE", (message as { baseOffset: Offset }).baseOffset);
    else if (settled === "failed") done(error, -1n);
    if (error === "NOT_LEADER_OR_FOLLOWER" || error === "UNKNOWN_TOPIC_OR_PARTITION") this.#leave();
    else if (settled === "again") this.#rest();
    else this.#pump();
  }

  onClose(connection: Connection<ReplicaMessage>): void {
    if (connection === this.#connection) this.#leave();
  }

  #dial(): void {
    const broker = this.#brokers[this.#broker % this.#brokers.length]!;
    this.#connection = this.#host.network.connect<ReplicaMessage>(broker, REPLICA_SERVICE, this);
  }

  /** Nobody will answer here any more. */
  #leave(): void {
    const left = this.#connection;
    this.#connection = undefined;
    this.#isOpen = false;
    left?.close();
    for (const { batch, timer } of this.#underWay.values()) {
      timer.cancel();
      this.#lane.settle(batch, undefined);
    }
    this.#underWay.clear();
    this.#broker += 1;
    this.#host.clock.after(RETRY, () => this.#dial());
  }

  #rest(): void {
    if (this.#isResting) return;
    this.#isResting = true;
    this.#host.clock.after(RETRY, () => {
      this.#isResting = false;
      this.#pump();
    });
  }

  #pump(): void {
    if (!this.#isOpen || this.#isResting) return;
    for (let batch = this.#lane.take(); batch !== undefined; batch = this.#lane.take()) this.#send(batch);
  }

  #send(batch: Numbered<Given>): void {
    const id = (this.#lastId += 1);
    const { epoch, sequence, payload } = batch;
    const bytes = encodeBatch(payload.records, {
      producerId: this.#id,
      producerEpoch: epoch,
      baseSequence: sequence,
    });
    const connection = this.#connection!;
    connection.send({ type: "produce", id, partition: this.#partition, batch: bytes, acks: "all" });
    const timer = this.#host.clock.after(PATIENCE, () => this.onClose(connection));
    this.#underWay.set(id, { batch, timer });
  }
}
