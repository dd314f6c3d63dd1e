import type { Host, Timer } from "#lab/host";
import { CommitLog, type CommitLogOptions, OffsetOutOfRange } from "#commit-log/commit-log";
import type { Offset } from "#commit-log/record-batch";

export interface PartitionOptions {
  /** How its log keeps its records. */
  log?: Omit<CommitLogOptions, "folder">;
  /** It is flushed when so many records aren't durable yet. Default: 1, each at once. */
  flushRecords?: number;
  /** It is flushed when a record has waited so long, in ms. Default: 0. */
  flushMs?: number;
}

/** A log of a topic. What is acknowledged is durable, and so is what is read: no reader ever sees it go. */
export class Partition {
  readonly topic: string;
  readonly partition: number;
  /** Called when there is more to be read. */
  onReadable: () => void = () => {};
  readonly #host: Host;
  readonly #flushRecords: number;
  readonly #flushMs: number;
  readonly #log: CommitLog;
  // Yours (step produce): Your fields.

  constructor(host: Host, topic: string, partition: number, options: PartitionOptions = {}) {
    const { log, flushRecords = 1, flushMs = 0 } = options;
    this.#host = host;
    this.topic = topic;
    this.partition = partition;
    this.#flushRecords = flushRecords;
    this.#flushMs = flushMs;
    this.#log = new CommitLog(host, { ...log, folder: `${topic}-${partition}` });
  }

  /** The first offset that can be read. */
  get startOffset(): Offset {
    return this.#log.startOffset;
  }

  /** Behind the last offset that can be read. What is above it isn't durable yet. */
  get endOffset(): Offset {
    return this.#log.recoveryPoint;
  }

  /** Brings back what is on the disk. @param ready called when it can be used, never within this call */
  open(ready: () => void): void {
    this.#log.open(ready);
  }

  /**
   * Adds a batch.
   * @param done called with the offset of its first record when it is durable, in the order of the calls and never
   *   within this one
   * @throws InvalidBatch if it isn't one, whole and as it was made; then nothing was added
   */
  append(batch: Uint8Array, done: (baseOffset: Offset) => void): void {
    // Write here (step produce): Add it, and remember whom to tell. When is it flushed, and how late at most?
    throw new Error("Not written yet (step produce)");
  }

  /**
   * Batches from the one that holds an offset on, as they were made. The first may begin before it.
   * @param maxBytes about how many bytes; one batch is given, however large
   * @throws OffsetOutOfRange if the offset is before the start or behind the end
   */
  read(offset: Offset, maxBytes: number): Uint8Array[] {
    // Write here (step fetch): How far may it be read?
    throw new Error("Not written yet (step fetch)");
  }

  /** Removes what its retention doesn't ask for any more. @param now milliseconds since 1970 */
  removeOld(now: number): void {
    this.#log.deleteOld(now, this.endOffset);
  }

  // Yours (step produce): Room for helpers of your own.
}
