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
  // #region own produce: Your fields.
  /** Publishers that wait until their batch is durable, in order. */
  #waiting: { base: Offset; end: Offset; done: (baseOffset: Offset) => void }[] = [];
  #timer: Timer | undefined;
  // #endregion

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
    // #region write produce: Add it, and remember whom to tell. When is it flushed, and how late at most?
    const base = this.#log.append(batch, 0);
    this.#waiting.push({ base, end: this.#log.endOffset, done });
    if (this.#log.endOffset - this.endOffset >= BigInt(this.#flushRecords)) this.#flush();
    else this.#timer ??= this.#host.clock.after(this.#flushMs, () => this.#flush());
    // #endregion
  }

  /**
   * Batches from the one that holds an offset on, as they were made. The first may begin before it.
   * @param maxBytes about how many bytes; one batch is given, however large
   * @throws OffsetOutOfRange if the offset is before the start or behind the end
   */
  read(offset: Offset, maxBytes: number): Uint8Array[] {
    // #region write fetch: How far may it be read?
    if (offset > this.endOffset) throw new OffsetOutOfRange(`${offset} is behind the end, ${this.endOffset}`);
    // Whoever waits is here most of the time: no reason to ask the disk.
    if (offset === this.endOffset) return [];
    return this.#log.read(offset, maxBytes, this.endOffset);
    // #endregion
  }

  /** Removes what its retention doesn't ask for any more. @param now milliseconds since 1970 */
  removeOld(now: number): void {
    this.#log.deleteOld(now, this.endOffset);
  }

  // #region own produce: Room for helpers of your own.
  #flush(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#log.flush(() => {
      // A flush covers what was there when it began. What came later waits for its own.
      const told = this.#waiting.filter(({ end }) => end <= this.endOffset);
      this.#waiting = this.#waiting.slice(told.length);
      for (const { base, done } of told) done(base);
      if (told.length > 0) this.onReadable();
    });
  }
  // #endregion
}
