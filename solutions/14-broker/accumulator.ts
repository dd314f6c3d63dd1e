import type { Offset } from "#commit-log/record-batch";
import { BatchBuilder, recordSize } from "./batch-builder";
import type { ErrorCode, TopicPartition } from "./messages";

/** Is told once what became of a record. The offset is that of the record, or -1 if nobody has said it. */
export type Delivered = (error: ErrorCode, offset: Offset) => void;

export interface AccumulatorOptions {
  /** A batch that would have more bytes gets no more records: `batch.size`. A larger record is a batch by itself. */
  batchBytes: number;
  /** How long a record waits for others, in ms: `linger.ms`. */
  lingerMs: number;
  /** Most bytes of records that are kept: `buffer.memory`. */
  bufferBytes: number;
}

/** Records that go to a partition together. */
export interface PendingBatch extends TopicPartition {
  readonly builder: BatchBuilder;
  /** Whom to tell, for each record in its place. */
  readonly told: (Delivered | undefined)[];
  /** When its first record came, in ms. */
  readonly since: number;
  /** It isn't sent before this, in ms. */
  notBefore: number;
  /** It was taken before. A part of its bytes may be in the log already: it takes no more records. */
  isClosed: boolean;
  /** Its bytes, once it has been sent. */
  bytes?: Uint8Array;
  /** Bytes that it takes of the buffer. */
  reserved: number;
}

// #region own batching: What belongs to a partition.
interface Line {
  /** In the order in which they are sent. Only the last one takes records. */
  batches: PendingBatch[];
  /** Whether a batch of this partition is under way: the next must wait, or it might overtake a retry. */
  busy: boolean;
}
// #endregion

/** Gathers records into batches, for each partition its own, in order, and in bounded memory. */
export class Accumulator {
  readonly #options: AccumulatorOptions;
  // #region own batching: Your fields.
  readonly #lines = new Map<string, Line[]>();
  #buffered = 0;
  // #endregion

  constructor(options: AccumulatorOptions) {
    this.#options = options;
  }

  /** Bytes of the buffer that are taken: those of records that nobody was told of. */
  get buffered(): number {
    // #region write batching: How many?
    return this.#buffered;
    // #endregion
  }

  /**
   * Whether a record has room in the buffer, where it takes its `recordSize`. One that is larger than the whole buffer has
   * room while that is empty.
   */
  hasRoomFor(key: Uint8Array | null, value: Uint8Array | null): boolean {
    // #region write batching: With all that nobody was told of yet.
    return this.#buffered === 0 || this.#buffered + recordSize(key, value) <= this.#options.bufferBytes;
    // #endregion
  }

  /**
   * Adds a record that there is room for.
   * @param now milliseconds since 1970
   * @returns `full` if a batch need not wait any longer, `waits` if it may
   */
  add(
    { topic, partition }: TopicPartition,
    now: number,
    key: Uint8Array | null,
    value: Uint8Array | null,
    delivered: Delivered | undefined,
  ): "full" | "waits" {
    // #region write batching: Does it still fit into the last batch of its line?
    const { batchBytes, lingerMs } = this.#options;
    const size = recordSize(key, value);
    const { batches } = this.#lineOf(topic, partition);
    let last = batches.at(-1);
    if (last === undefined || last.isClosed || last.builder.size + size > batchBytes) {
      last = {
        topic,
        partition,
        builder: new BatchBuilder(),
        told: [],
        since: now,
        notBefore: now + lingerMs,
        isClosed: false,
        reserved: 0,
      };
      batches.push(last);
    }
    last.told.push(delivered);
    last.builder.add(now, key, value);
    last.reserved += size;
    this.#buffered += size;
    if (last.builder.size >= batchBytes) last.notBefore = now;
    return batches.length > 1 || last.notBefore <= now ? "full" : "waits";
    // #endregion
  }

  /** Takes the batches that are to be sent now: at most one a partition, and none where one is under way. */
  take(now: number): PendingBatch[] {
    // #region write batching: Full, or waited long enough; and nothing of its partition is under way.
    const taken: PendingBatch[] = [];
    for (const line of this.#allLines()) {
      const first = line.batches[0];
      if (line.busy || first === undefined || this.#dueAt(line) > now) continue;
      line.busy = true;
      line.batches.shift();
      first.isClosed = true;
      taken.push(first);
    }
    return taken;
    // #endregion
  }

  /** When there is something to take next, in ms; Infinity if nothing is known to come. */
  get dueAt(): number {
    // #region write batching: The first of those that aren't busy.
    let due = Infinity;
    for (const line of this.#allLines()) if (!line.busy) due = Math.min(due, this.#dueAt(line));
    return due;
    // #endregion
  }

  /** A batch that was taken is over: what it took of the buffer is free, and the next may go. */
  finish(batch: PendingBatch): void {
    // #region write batching: Room, and the line.
    this.#buffered -= batch.reserved;
    this.#lineOf(batch.topic, batch.partition).busy = false;
    // #endregion
  }

  /** A batch that was taken must be sent again, and not before a time. Nothing of its partition goes before it. */
  again(batch: PendingBatch, notBefore: number): void {
    // #region write batching: Where does it belong?
    const line = this.#lineOf(batch.topic, batch.partition);
    batch.notBefore = notBefore;
    line.batches.unshift(batch);
    line.busy = false;
    // #endregion
  }

  // #region own batching: Room for helpers of your own.
  #lineOf(topic: string, partition: number): Line {
    let lines = this.#lines.get(topic);
    if (lines === undefined) this.#lines.set(topic, (lines = []));
    return (lines[partition] ??= { batches: [], busy: false });
  }

  *#allLines(): Generator<Line> {
    for (const lines of this.#lines.values()) for (const line of lines) if (line !== undefined) yield line;
  }

  #dueAt({ batches }: Line): number {
    const [first] = batches;
    if (first === undefined) return Infinity;
    // Behind the first there is another only if the first is full; but a retry keeps its time.
    return batches.length > 1 && !first.isClosed ? 0 : first.notBefore;
  }
  // #endregion
}
