import type { Connection, ConnectionHandler, Host } from "#lab/host";
import { InvalidBatch, type Offset } from "#commit-log/record-batch";
import { bytesOf, collect, isEnough } from "./fetch";
import { judgeBatch } from "./judge";
import { Memory } from "./memory";
import {
  BROKER_SERVICE,
  type BrokerMessage,
  type ErrorCode,
  type FetchedPartition,
  type FetchRequest,
  type FromBroker,
  type ProduceRequest,
  type ToBroker,
  type TopicPartition,
  type TopicRequest,
} from "./messages";
import type { PartitionOptions } from "./partition";
import { Topics } from "./topics";
import { type WaitingFetch, WaitingFetches } from "./waiting-fetches";

export interface BrokerOptions extends PartitionOptions {
  /** Most bytes of one batch. */
  maxBatchBytes?: number;
  /** Most bytes of batches that have come and aren't durable yet. At least `maxBatchBytes`. */
  incomingBytes?: number;
  /** Most bytes of answers that the network hasn't taken yet. At least `maxBatchBytes`. */
  outgoingBytes?: number;
  /** Most fetches that wait. */
  maxWaitingFetches?: number;
  /** Between two looks at what retention doesn't ask for any more, in ms. Default: it never looks. */
  retentionCheckMs?: number;
}

export const BROKER_DEFAULTS = {
  maxBatchBytes: 1024 * 1024 + 12,
  incomingBytes: 64 * 1024 * 1024,
  outgoingBytes: 64 * 1024 * 1024,
  maxWaitingFetches: 1_000,
};

/** Most changes of topics that wait for their turn. */
export const MAX_CREATING = 100;

/** While answers are on their way, it looks so often whether the network has taken them, in ms. */
export const LOOK_EVERY = 10;

/** A server of topics: it takes batches from publishers, keeps them, and gives them to whoever asks. */
export class Broker implements ConnectionHandler<BrokerMessage> {
  readonly topics: Topics;
  /** Batches on their way to the disk, and answers on their way to readers. */
  readonly incoming: Memory;
  readonly outgoing: Memory;
  readonly #host: Host;
  readonly #options: typeof BROKER_DEFAULTS & BrokerOptions;
  readonly #waiting: WaitingFetches;
  #creating = 0;
  // Yours (step quotas): Your fields.

  /** @throws RangeError if one batch could be larger than all of a memory */
  constructor(host: Host, options: BrokerOptions = {}) {
    this.#host = host;
    this.#options = { ...BROKER_DEFAULTS, ...options };
    const { maxBatchBytes, incomingBytes, outgoingBytes, maxWaitingFetches } = this.#options;
    if (Math.min(incomingBytes, outgoingBytes) < maxBatchBytes) {
      throw new RangeError(`a batch of ${maxBatchBytes} bytes would never fit`);
    }
    this.incoming = new Memory(incomingBytes);
    this.outgoing = new Memory(outgoingBytes);
    this.#waiting = new WaitingFetches(host.clock, maxWaitingFetches);
    this.topics = new Topics(host, options);
    this.topics.onReadable = (partition) => {
      // Yours (step long-poll): Somebody may wait for this.
    };
    this.topics.open(() => {
      host.network.listen(BROKER_SERVICE, this);
      if (options.retentionCheckMs !== undefined) this.#removeOld(options.retentionCheckMs);
    });
  }

  /** Fetches that wait for something to come. */
  get waitingFetches(): number {
    return this.#waiting.length;
  }

  onMessage(connection: Connection<BrokerMessage>, message: BrokerMessage): void {
    // Yours (step quotas): It has what was sent to it before, unless the network still has it.
    const request = message as ToBroker;
    if (request.type === "produce") this.#produce(connection, request);
    else if (request.type === "fetch") this.#fetch(connection, request);
    else this.#change(connection, request);
  }

  onDrain(connection: Connection<BrokerMessage>): void {
    // Yours (step quotas): The network has taken what was sent to it.
  }

  onClose(connection: Connection<BrokerMessage>): void {
    // Yours (step long-poll): It waits for nothing any more.
    // Yours (step quotas): It holds nothing any more.
  }

  #change(connection: Connection<BrokerMessage>, { type, id, topic, partitions }: TopicRequest): void {
    const answer = (error: ErrorCode): void => {
      this.#creating -= 1;
      connection.send({ type: type === "create" ? "created" : "grown", id, error } satisfies FromBroker);
    };
    this.#creating += 1;
    if (this.#creating > MAX_CREATING) answer("THROTTLING_QUOTA_EXCEEDED");
    else if (type === "create") this.topics.create(topic, partitions, answer);
    else this.topics.grow(topic, partitions, answer);
  }

  #produce(connection: Connection<BrokerMessage>, request: ProduceRequest): void {
    const { id, batch, acks } = request;
    const answer = (error: ErrorCode, baseOffset: Offset = -1n): void => {
      if (acks === 0) return;
      connection.send({ type: "produced", id, error, baseOffset } satisfies FromBroker);
    };
    const partition = this.topics.get(request.topic, request.partition);
    // Write here (step produce): What can be wrong with it? When is it answered?
    throw new Error("Not written yet (step produce)");
  }

  #fetch(connection: Connection<BrokerMessage>, request: FetchRequest): void {
    // Write here (step fetch): Collect what there is, and answer.
    throw new Error("Not written yet (step fetch)");
  }

  // Yours (step long-poll): Room for helpers of your own.

  #collect(connection: Connection<BrokerMessage>, request: FetchRequest): FetchedPartition[] {
    let { maxBytes } = request;
    // Yours (step quotas): No more than there is room for until the network has taken it.
    const found = collect((topic, partition) => this.topics.get(topic, partition), request, maxBytes);
    // Yours (step quotas): One batch is given however large, and for that one there may be no room.
    return found;
  }

  #answer(connection: Connection<BrokerMessage>, { id }: FetchRequest, partitions: FetchedPartition[]): void {
    connection.send({ type: "fetched", id, partitions } satisfies FromBroker);
    // Yours (step quotas): It is held until the network has taken it. Who looks?
  }

  // Yours (step quotas): Room for helpers of your own.

  #removeOld(everyMs: number): void {
    this.#host.clock.after(everyMs, () => {
      for (const partition of this.topics.all()) partition.removeOld(this.#host.clock.now());
      this.#removeOld(everyMs);
    });
  }
}

function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}-${partition}`;
}
