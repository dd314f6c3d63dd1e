import type { Connection, ConnectionHandler, Host } from "#lab/host";
import type { LogRecord, Offset } from "#commit-log/record-batch";
import { BROKER_SERVICE, type BrokerMessage, type TopicPartition } from "./messages";
import { recordsFrom } from "./position";

export interface Position extends TopicPartition {
  /** The next offset to be read. */
  offset: Offset;
}

export interface ConsumerOptions {
  minBytes?: number;
  maxBytes?: number;
  maxWaitMs?: number;
  /** Before it dials again, or asks again after an error, in ms. */
  retryMs?: number;
  /** Where to go on if what it wants is gone: at what is there, or at the end. */
  reset?: "earliest" | "latest";
}

export const CONSUMER_DEFAULTS = {
  minBytes: 1,
  maxBytes: 1024 * 1024,
  maxWaitMs: 500,
  retryMs: 100,
  reset: "earliest" as "earliest" | "latest",
};

/** Is called with the records of one partition, and says when it is done with them: it gets no more before that. */
export type OnRecords = (records: readonly LogRecord[], from: TopicPartition, done: () => void) => void;

/**
 * A subscriber: it pulls from a broker, from its positions on, and calls with what it gets. It asks for more when all of
 * it is done, so nobody has to hold anything for it. Where it is, only it knows. Nothing to write here.
 */
export class Consumer implements ConnectionHandler<BrokerMessage> {
  readonly #host: Host;
  readonly #broker: string;
  readonly #options: typeof CONSUMER_DEFAULTS;
  readonly #onRecords: OnRecords;
  /** The one that had something last comes last: a partition that always has more would keep the others waiting. */
  #positions: Position[];
  #connection: Connection<BrokerMessage> | undefined;
  #busy = 0;
  #id = 0;

  constructor(
    host: Host,
    broker: string,
    positions: readonly Position[],
    onRecords: OnRecords,
    options: ConsumerOptions = {},
  ) {
    this.#host = host;
    this.#broker = broker;
    this.#positions = positions.map((position) => ({ ...position }));
    this.#onRecords = onRecords;
    this.#options = { ...CONSUMER_DEFAULTS, ...options };
    this.#dial();
  }

  /** Where it reads on: everything before it is done. */
  get positions(): readonly Position[] {
    return this.#positions;
  }

  onOpen(connection: Connection<BrokerMessage>): void {
    this.#connection = connection;
    this.#askWhenIdle();
  }

  onMessage(_: Connection<BrokerMessage>, answer: BrokerMessage): void {
    if (answer.type !== "fetched" || answer.id !== this.#id) return;
    // This call, and each partition whose records are being worked on, are so many reasons not to ask yet.
    this.#busy = 1;
    let hasFailed = false;
    for (const found of answer.partitions) {
      const position = this.#positions.find(
        ({ topic, partition }) => topic === found.topic && partition === found.partition,
      );
      if (position === undefined) continue;
      if (found.error === "NONE") this.#hand(position, found.batches);
      else hasFailed = true;
      if (found.error === "OFFSET_OUT_OF_RANGE") {
        position.offset = this.#options.reset === "earliest" ? found.startOffset : found.endOffset;
      }
    }
    this.#host.clock.after(hasFailed ? this.#options.retryMs : 0, () => this.#oneDone());
  }

  onClose(): void {
    this.#connection = undefined;
    this.#host.clock.after(this.#options.retryMs, () => this.#dial());
  }

  #hand(position: Position, batches: readonly Uint8Array[]): void {
    const { records, next } = recordsFrom(batches, position.offset);
    if (next === position.offset) return;
    this.#positions = [...this.#positions.filter((each) => each !== position), position];
    this.#busy += 1;
    let isOver = false;
    const done = (): void => {
      if (isOver) return;
      isOver = true;
      position.offset = next;
      this.#oneDone();
    };
    if (records.length === 0) done();
    else this.#onRecords(records, { topic: position.topic, partition: position.partition }, done);
  }

  #oneDone(): void {
    this.#busy -= 1;
    this.#askWhenIdle();
  }

  #dial(): void {
    this.#host.network.connect<BrokerMessage>(this.#broker, BROKER_SERVICE, this);
  }

  #askWhenIdle(): void {
    if (this.#busy > 0 || this.#connection === undefined) return;
    const { minBytes, maxBytes, maxWaitMs } = this.#options;
    this.#id += 1;
    const positions = this.#positions.map((position) => ({ ...position }));
    this.#connection.send({ type: "fetch", id: this.#id, positions, minBytes, maxBytes, maxWaitMs });
  }
}
