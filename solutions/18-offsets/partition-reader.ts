import type { Host } from "#lab/host";
import { decodeRecords, type LogRecord, readInfo } from "#commit-log/record-batch";
import { Asker } from "./asker";
import type { OffsetReply } from "./messages";
import { type NoPosition, type Position, positionAt, type ResetPolicy } from "./position";

/** Before it asks again that got nothing, in ms. */
const POLL = 20;
/** Before it asks again after something went wrong, in ms. */
const RETRY = 50;
const MOST = 256 * 1024;

export interface ReaderOptions {
  brokers: readonly string[];
  policy: ResetPolicy;
  /** Does what is to be done with a record, and says when it is done. */
  process: (record: LogRecord, done: () => void) => void;
  /** It can't go on: there is no place to read from. */
  stuck: (why: NoPosition) => void;
}

/** Reads one partition, a record after the other, each when the one before is done. */
export class PartitionReader {
  /** Where it reads: everything before it is done. Undefined until it knows. */
  position: Position | undefined;
  readonly #host: Host;
  readonly #options: ReaderOptions;
  readonly #partition: string;
  readonly #asker: Asker;
  #isStopped = false;
  #isBusy = false;
  #ended: (() => void) | undefined;

  /** @param from what was committed; undefined if nothing was */
  constructor(host: Host, partition: string, from: Position | undefined, options: ReaderOptions) {
    this.#host = host;
    this.#partition = partition;
    this.#options = options;
    this.#asker = new Asker(host, options.brokers);
    this.position = from;
    this.#validate();
  }

  /** Reads no more. @param ended called when the record that is being worked on is done */
  stop(ended: () => void = () => {}): void {
    this.#isStopped = true;
    this.#asker.stop();
    if (this.#isBusy) this.#ended = ended;
    else ended();
  }

  /** Asks whoever leads whether it has the history that was read until here. */
  #validate(): void {
    const epoch = this.position?.epoch ?? -1;
    this.#asker.ask({ type: "bounds", partition: this.#partition, epoch }, (reply) => {
      if (reply?.type !== "bounds" || reply.error !== "NONE")
        return this.#later(RETRY, () => this.#validate());
      const position = positionAt(this.position, reply, this.#options.policy);
      if (typeof position === "string") return this.#options.stuck(position);
      this.position = position;
      this.#read(reply.leaderEpoch);
    });
  }

  #read(leaderEpoch: number): void {
    const { offset } = this.position!;
    this.#asker.ask(
      { type: "read", partition: this.#partition, leaderEpoch, offset, maxBytes: MOST },
      (reply) => this.#took(reply, leaderEpoch),
    );
  }

  #took(reply: OffsetReply | undefined, leaderEpoch: number): void {
    // Another leads, or the place is gone: what was read may not be what is there.
    if (reply?.type !== "records" || reply.error !== "NONE")
      return this.#later(RETRY, () => this.#validate());
    if (reply.batches.length === 0) return this.#later(POLL, () => this.#read(leaderEpoch));
    const records = reply.batches.flatMap((batch) => {
      const { leaderEpoch: epoch } = readInfo(batch);
      return decodeRecords(batch).map((record) => ({ record, epoch }));
    });
    const next = (at: number): void => {
      const each = records[at];
      if (each === undefined) return this.#read(leaderEpoch);
      if (each.record.offset < this.position!.offset) return next(at + 1);
      this.#work(each.record, each.epoch, () => next(at + 1));
    };
    next(0);
  }

  #work(record: LogRecord, epoch: number, next: () => void): void {
    this.#isBusy = true;
    this.#options.process(record, () => {
      this.#isBusy = false;
      // #region write consumer: Where does it read now?
      this.position = { offset: record.offset + 1n, epoch };
      // #endregion
      if (this.#isStopped) this.#ended?.();
      else next();
    });
  }

  #later(ms: number, act: () => void): void {
    this.#host.clock.after(ms, () => {
      if (!this.#isStopped) act();
    });
  }
}
