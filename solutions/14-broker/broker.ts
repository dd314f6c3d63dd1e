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
  // #region own quotas: Your fields.
  /** To whom answers are on their way that hold some of the memory. */
  readonly #sending = new Set<Connection<BrokerMessage>>();
  // #endregion

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
      // #region own long-poll: Somebody may wait for this.
      this.#waiting.wake(keyOf(partition));
      // #endregion
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
    // #region own quotas: It has what was sent to it before, unless the network still has it.
    this.#giveBack(connection);
    // #endregion
    const request = message as ToBroker;
    if (request.type === "produce") this.#produce(connection, request);
    else if (request.type === "fetch") this.#fetch(connection, request);
    else this.#change(connection, request);
  }

  onDrain(connection: Connection<BrokerMessage>): void {
    // #region own quotas: The network has taken what was sent to it.
    this.#giveBack(connection);
    // #endregion
  }

  onClose(connection: Connection<BrokerMessage>): void {
    // #region own long-poll: It waits for nothing any more.
    this.#waiting.forget(connection);
    // #endregion
    // #region own quotas: It holds nothing any more.
    this.#sending.delete(connection);
    this.outgoing.giveAll(connection);
    this.#waiting.wakeAll();
    // #endregion
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
    // #region write produce: What can be wrong with it? When is it answered?
    if (partition === undefined) return answer("UNKNOWN_TOPIC_OR_PARTITION");
    const error = judgeBatch(batch, this.#options.maxBatchBytes);
    if (error !== "NONE") return answer(error);
    // #region own quotas: Is there room for it until it is durable?
    if (!this.incoming.take(request, batch.length)) return answer("THROTTLING_QUOTA_EXCEEDED");
    // #endregion
    try {
      partition.append(batch, (baseOffset) => {
        // #region own quotas: It is on the disk.
        this.incoming.giveAll(request);
        // #endregion
        answer("NONE", baseOffset);
      });
    } catch (error) {
      if (!(error instanceof InvalidBatch)) throw error;
      // #region own quotas: It will never be on the disk.
      this.incoming.giveAll(request);
      // #endregion
      answer("CORRUPT_MESSAGE");
    }
    // #endregion
  }

  #fetch(connection: Connection<BrokerMessage>, request: FetchRequest): void {
    // #region write fetch: Collect what there is, and answer.
    const found = this.#collect(connection, request);
    // #region own long-poll: Is it worth an answer? Else it may wait, if the reader likes and there is room for it.
    if (request.maxWaitMs > 0 && !isEnough(found, request.minBytes) && this.#wait(connection, request))
      return;
    // #endregion
    this.#answer(connection, request, found);
    // #endregion
  }

  // #region own long-poll: Room for helpers of your own.
  #wait(connection: Connection<BrokerMessage>, request: FetchRequest): boolean {
    const fetch: WaitingFetch = {
      owner: connection,
      keys: request.positions.map(keyOf),
      attempt: (isLast) => {
        const found = this.#collect(connection, request);
        if (!isLast && !isEnough(found, request.minBytes)) return false;
        this.#answer(connection, request, found);
        return true;
      },
    };
    return this.#waiting.add(fetch, request.maxWaitMs);
  }
  // #endregion

  #collect(connection: Connection<BrokerMessage>, request: FetchRequest): FetchedPartition[] {
    let { maxBytes } = request;
    // #region own quotas: No more than there is room for until the network has taken it.
    const room = this.#sending.has(connection) ? 0 : this.outgoing.free;
    maxBytes = Math.min(maxBytes, room);
    // #endregion
    const found = collect((topic, partition) => this.topics.get(topic, partition), request, maxBytes);
    // #region own quotas: One batch is given however large, and for that one there may be no room.
    if (bytesOf(found) > room) return found.map((each) => ({ ...each, batches: [] }));
    // #endregion
    return found;
  }

  #answer(connection: Connection<BrokerMessage>, { id }: FetchRequest, partitions: FetchedPartition[]): void {
    connection.send({ type: "fetched", id, partitions } satisfies FromBroker);
    // #region own quotas: It is held until the network has taken it. Who looks?
    const bytes = bytesOf(partitions);
    if (bytes === 0) return;
    this.outgoing.take(connection, bytes);
    if (this.#sending.size === 0) this.#lookLater();
    this.#sending.add(connection);
    // #endregion
  }

  // #region own quotas: Room for helpers of your own.
  /** A short answer may be taken without anybody being told. */
  #lookLater(): void {
    this.#host.clock.after(LOOK_EVERY, () => {
      for (const connection of [...this.#sending]) this.#giveBack(connection);
      if (this.#sending.size > 0) this.#lookLater();
    });
  }

  #giveBack(connection: Connection<BrokerMessage>): void {
    if (connection.backlog > 0 || !this.#sending.delete(connection)) return;
    this.outgoing.giveAll(connection);
    this.#waiting.wakeAll();
  }
  // #endregion

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
