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

// Yours (step batching): What belongs to a partition.

/** Gathers records into batches, for each partition its own, in order, and in bounded memory. */
export class Accumulator {
  readonly #options: AccumulatorOptions;
  // Yours (step batching): Your fields.

  constructor(options: AccumulatorOptions) {
    this.#options = options;
  }

  /** Bytes of the buffer that are taken: those of records that nobody was told of. */
  get buffered(): number {
    // Write here (step batching): How many?
    throw new Error("Not written yet (step batching)");
  }

  /**
   * Whether a record has room in the buffer, where it takes its `recordSize`. One that is larger than the whole buffer has
   * room while that is empty.
   */
  hasRoomFor(key: Uint8Array | null, value: Uint8Array | null): boolean {
    // Write here (step batching): With all that nobody was told of yet.
    throw new Error("Not written yet (step batching)");
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
    // Write here (step batching): Does it still fit into the last batch of its line?
    throw new Error("Not written yet (step batching)");
  }

  /** Takes the batches that are to be sent now: at most one a partition, and none where one is under way. */
  take(now: number): PendingBatch[] {
    // Write here (step batching): Full, or waited long enough; and nothing of its partition is under way.
    throw new Error("Not written yet (step batching)");
  }

  /** When there is something to take next, in ms; Infinity if nothing is known to come. */
  get dueAt(): number {
    // Write here (step batching): The first of those that aren't busy.
    throw new Error("Not written yet (step batching)");
  }

  /** A batch that was taken is over: what it took of the buffer is free, and the next may go. */
  finish(batch: PendingBatch): void {
    // Write here (step batching): Room, and the line.
    throw new Error("Not written yet (step batching)");
  }

  /** A batch that was taken must be sent again, and not before a time. Nothing of its partition goes before it. */
  again(batch: PendingBatch, notBefore: number): void {
    // Write here (step batching): Where does it belong?
    throw new Error("Not written yet (step batching)");
  }

  // Yours (step batching): Room for helpers of your own.
}
