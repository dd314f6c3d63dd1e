import type { Connection, ConnectionHandler, Host, Timer } from "#lab/host";
import { Accumulator, type AccumulatorOptions, type Delivered, type PendingBatch } from "./accumulator";
import { BROKER_SERVICE, type BrokerMessage, type ErrorCode, type FromBroker } from "./messages";
import { FIRST_PARTITION, type Partitioner } from "./partitioner";
import type { Placement } from "./placement";

export interface ProducerOptions extends Partial<AccumulatorOptions> {
  partitioner?: Partitioner;
  /** 0: nobody tells the publisher anything. Default: 1. */
  acks?: 0 | 1;
  /** Before a batch is sent again, in ms. */
  retryMs?: number;
  /** Without an answer for so long, the connection is given up, in ms. */
  requestMs?: number;
  /** So long after its first record a batch isn't tried again, in ms. */
  deliveryMs?: number;
}

/** Kafka's own, but for `batch.size`, which is 16 KiB there. */
export const PRODUCER_DEFAULTS = {
  batchBytes: 64 * 1024,
  lingerMs: 5,
  bufferBytes: 32 * 1024 * 1024,
  partitioner: FIRST_PARTITION,
  acks: 1 as 0 | 1,
  retryMs: 100,
  requestMs: 30_000,
  deliveryMs: 120_000,
};

/** After these the same batch may have success. */
const RETRIABLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "THROTTLING_QUOTA_EXCEEDED",
  "UNKNOWN_TOPIC_OR_PARTITION",
]);

/**
 * A publisher. What it is given it sends in batches, to each partition in order, and again if nobody has answered:
 * what is delivered may be in the log twice (chapter 19 ends that). Nothing to write here.
 */
export class Producer implements ConnectionHandler<BrokerMessage> {
  readonly #host: Host;
  readonly #placement: Placement;
  readonly #options: typeof PRODUCER_DEFAULTS;
  readonly #accumulator: Accumulator;
  readonly #connections = new Map<string, Connection<BrokerMessage>>();
  readonly #underWay = new Map<
    number,
    { batch: PendingBatch; on: Connection<BrokerMessage>; timer: Timer }
  >();
  #waitForRoom: (() => void)[] = [];
  #timer: { at: number; timer: Timer } | undefined;
  #lastId = 0;

  constructor(host: Host, placement: Placement, options: ProducerOptions = {}) {
    this.#host = host;
    this.#placement = placement;
    this.#options = { ...PRODUCER_DEFAULTS, ...options };
    this.#accumulator = new Accumulator(this.#options);
  }

  /** Bytes of records that nobody was told of yet. Never more than `bufferBytes`, but for a single larger record. */
  get buffered(): number {
    return this.#accumulator.buffered;
  }

  /**
   * Takes a record, to be sent with others.
   * @param delivered called once, when it is known what became of it; never within this call
   * @returns false if there is no room for it: nothing was done, and `whenRoom` says when to try again
   * @throws RangeError if there is no such topic
   */
  send(topic: string, key: Uint8Array | null, value: Uint8Array | null, delivered?: Delivered): boolean {
    const partitions = this.#placement.partitionsOf(topic);
    if (partitions === 0) throw new RangeError(`there is no topic ${topic}`);
    // Before a partition is chosen: a partitioner that counts must not count what is refused.
    if (!this.#accumulator.hasRoomFor(key, value)) return false;
    const { partitioner, lingerMs } = this.#options;
    const partition = partitioner.choose(topic, key, partitions);
    const now = this.#host.clock.now();
    const added = this.#accumulator.add({ topic, partition }, now, key, value, delivered);
    partitioner.added?.(topic, partition, (key?.length ?? 0) + (value?.length ?? 0));
    this.#lookAt(added === "full" ? now : now + lingerMs);
    return true;
  }

  /** Calls back once when there is room again, never within this call. */
  whenRoom(callback: () => void): void {
    this.#waitForRoom.push(callback);
  }

  onMessage(_: Connection<BrokerMessage>, message: BrokerMessage): void {
    const answer = message as FromBroker;
    const sent = answer.type === "produced" ? this.#underWay.get(answer.id) : undefined;
    if (answer.type !== "produced" || sent === undefined) return;
    this.#underWay.delete(answer.id);
    sent.timer.cancel();
    if (RETRIABLE.has(answer.error)) this.#again(sent.batch, answer.error);
    else this.#finish(sent.batch, answer.error, answer.baseOffset);
    this.#pump();
  }

  onClose(connection: Connection<BrokerMessage>): void {
    if (this.#connections.get(connection.peer) === connection) this.#connections.delete(connection.peer);
    for (const [id, { batch, on, timer }] of [...this.#underWay]) {
      if (on !== connection) continue;
      this.#underWay.delete(id);
      timer.cancel();
      this.#again(batch, "REQUEST_TIMED_OUT");
    }
    this.#pump();
  }

  #pump(): void {
    for (const batch of this.#accumulator.take(this.#host.clock.now())) this.#sendBatch(batch);
    const { dueAt } = this.#accumulator;
    if (dueAt < Infinity) this.#lookAt(dueAt);
  }

  /** One timer is enough: the earliest. */
  #lookAt(at: number): void {
    if (this.#timer !== undefined && this.#timer.at <= at) return;
    this.#timer?.timer.cancel();
    const timer = this.#host.clock.after(Math.max(0, at - this.#host.clock.now()), () => {
      this.#timer = undefined;
      this.#pump();
    });
    this.#timer = { at, timer };
  }

  #sendBatch(batch: PendingBatch): void {
    const { topic, partition } = batch;
    const { acks, requestMs } = this.#options;
    const connection = this.#connectionTo(this.#placement.brokerOf(topic, partition));
    const id = (this.#lastId += 1);
    batch.bytes ??= batch.builder.build();
    connection.send({ type: "produce", id, topic, partition, batch: batch.bytes, acks });
    if (acks === 0) return this.#finish(batch, "NONE", -1n);
    const timer = this.#host.clock.after(requestMs, () => {
      connection.close();
      this.onClose(connection);
    });
    this.#underWay.set(id, { batch, on: connection, timer });
  }

  #connectionTo(broker: string): Connection<BrokerMessage> {
    let connection = this.#connections.get(broker);
    if (connection === undefined) {
      connection = this.#host.network.connect<BrokerMessage>(broker, BROKER_SERVICE, this);
      this.#connections.set(broker, connection);
    }
    return connection;
  }

  #again(batch: PendingBatch, error: ErrorCode): void {
    const now = this.#host.clock.now();
    const { retryMs, deliveryMs } = this.#options;
    if (now - batch.since >= deliveryMs) this.#finish(batch, error, -1n);
    else this.#accumulator.again(batch, now + retryMs);
  }

  #finish(batch: PendingBatch, error: ErrorCode, baseOffset: bigint): void {
    this.#accumulator.finish(batch);
    for (const [index, delivered] of batch.told.entries()) {
      delivered?.(error, baseOffset < 0n ? -1n : baseOffset + BigInt(index));
    }
    const waiting = this.#waitForRoom;
    this.#waitForRoom = [];
    for (const callback of waiting) callback();
  }
}
