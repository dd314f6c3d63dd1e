import type { Host } from "#lab/host";
import { flushFile, flushFolder } from "#transaction-log/durable";
import { Checkpoint } from "./checkpoint";
import { Cleaner } from "./cleaner";
import { countWhile } from "./halving";
import { baseOf, CLEANED, LOG } from "./names";
import {
  type BatchInfo,
  checkBatch,
  decodeRecords,
  InvalidBatch,
  isCompressed,
  type Offset,
  place,
  RECORDS,
} from "./record-batch";
import { countDeletable, type RetentionOptions } from "./retention";
import { Segment } from "./segment";
import { MAX_RELATIVE } from "./sparse-index";
import { Turns } from "./turns";

export interface CommitLogOptions extends RetentionOptions {
  /** Where its files are. Default: `log`. */
  folder?: string;
  /** A segment that would have more bytes gets no more: `segment.bytes`. */
  segmentBytes?: number;
  /** A segment whose first record is older than this gets no more, in ms of the records' time: `segment.ms`. */
  segmentMs?: number;
  /** After so many bytes of batches an index gets an entry: `index.interval.bytes`. */
  indexBytes?: number;
  /** After so many records it flushes by itself: `flush.messages`. Default: never. */
  flushRecords?: number;
  /** So long after an append it flushes by itself, in ms: `flush.ms`. Default: never. */
  flushMs?: number;
  /** How long compaction keeps a tombstone, in ms: `delete.retention.ms`. */
  keepTombstonesMs?: number;
  /** Most keys that one compaction keeps in memory. */
  maxKeys?: number;
}

export const DEFAULTS = {
  segmentBytes: 1024 * 1024 * 1024,
  segmentMs: 7 * 24 * 3_600_000,
  indexBytes: 4096,
  keepTombstonesMs: 24 * 3_600_000,
  maxKeys: 1_000_000,
};

/** A reader has asked for an offset that the log doesn't have: too old, or too new. */
export class OffsetOutOfRange extends Error {
  override readonly name = "OffsetOutOfRange";
}

/**
 * Records in their order, in segments. An offset is given once. What `flush` has called back for survives a loss of
 * power; what was appended later may survive in part, and then its first part does.
 */
export class CommitLog {
  readonly #host: Host;
  readonly #folder: string;
  readonly #options: CommitLogOptions & typeof DEFAULTS;
  readonly #checkpoint: Checkpoint;
  readonly #cleaner: Cleaner;
  /** From the oldest to the active one. There is always one. */
  #segments: Segment[] = [];
  /** Flushes, truncation, retention and compaction. */
  readonly #turns = new Turns();
  /** Everything before it is durable. */
  #recoveryPoint: Offset = 0n;
  // Yours (step recovery): Your fields.
  #isFlushDue = false;

  constructor(host: Host, options: CommitLogOptions = {}) {
    this.#host = host;
    this.#options = { ...DEFAULTS, ...options };
    this.#folder = options.folder ?? "log";
    this.#checkpoint = new Checkpoint(host, this.#folder);
    this.#cleaner = new Cleaner(host, this.#folder, this.#options);
  }

  /** The first offset that can be read. */
  get startOffset(): Offset {
    return this.#segments[0]!.base;
  }

  /** The offset that the next record gets. */
  get endOffset(): Offset {
    return this.#active.end;
  }

  /** Everything before it is durable. */
  get recoveryPoint(): Offset {
    return this.#recoveryPoint;
  }

  /** From the oldest to the one that is being written. For those who look on: read it, don't change it. */
  get segments(): readonly Segment[] {
    return this.#segments;
  }

  /**
   * Brings back what is on the disk, to be called once, before anything else: the longest prefix that is valid.
   * @param ready called when what was read is durable, never within this call
   */
  open(ready: () => void): void {
    const { disk, clock } = this.#host;
    const bases = disk.list(this.#folder).flatMap((name) => baseOf(name, LOG) ?? []);
    if (bases.length === 0) {
      this.#begin(0n);
      clock.after(0, ready);
      return;
    }
    // Write here (step recovery): Which segments must be read? What if one of them ends too early, or doesn't follow?
    throw new Error("Not written yet (step recovery)");
  }

  /** Adds a batch of its own: gives it the next offsets. @returns the first of them @throws InvalidBatch */
  append(batch: Uint8Array, leaderEpoch: number): Offset {
    const info = checkBatch(batch);
    // Write here (step segments): Its place, in a copy of its header: the rest may be a megabyte. Then as one that has its place.
    throw new Error("Not written yet (step segments)");
  }

  /**
   * Adds a batch that has its offsets already. They may leave a gap, and they may not go back.
   * @throws InvalidBatch also if the gap is wider than an index could tell
   */
  appendCopy(batch: Uint8Array): void {
    const info = checkBatch(batch);
    // Write here (step segments): Are its offsets free? And could a segment that begins here hold them?
    throw new Error("Not written yet (step segments)");
  }

  /**
   * Batches as they are on the disk, from the one that holds an offset, or comes next behind it.
   * @param maxBytes about how many bytes; one batch is always given, however large
   * @param below batches that reach this offset aren't given
   * @throws OffsetOutOfRange if the offset is before the start or behind the end
   */
  read(offset: Offset, maxBytes: number, below: Offset = this.endOffset): Uint8Array[] {
    if (offset < this.startOffset || offset > this.endOffset) {
      throw new OffsetOutOfRange(`${offset} isn't between ${this.startOffset} and ${this.endOffset}`);
    }
    // Write here (step segments): The last segment that begins at or before it. And if that has nothing more?
    throw new Error("Not written yet (step segments)");
  }

  /**
   * The offset of the first record with this timestamp or a later one; undefined if there is none. If its batch is
   * compressed, that of the batch.
   */
  offsetForTime(timestamp: bigint): Offset | undefined {
    // Write here (step indexes): In a segment that may have one: its time index, then its batches. A batch may say more than its records.
    throw new Error("Not written yet (step indexes)");
  }

  /** Makes everything that was appended up to now durable, then calls back, never within this call. */
  flush(done: () => void): void {
    // Write here (step recovery): The oldest first. What may be said when it is done, and what not yet?
    throw new Error("Not written yet (step recovery)");
  }

  /** Removes whole segments that nobody is promised any more. @param highWatermark what all replicas have */
  deleteOld(now: number, highWatermark: Offset, done: () => void = () => {}): void {
    // Write here (step retention): Ask `countDeletable`. In which order may they go?
    throw new Error("Not written yet (step retention)");
  }

  /** Takes back every batch that reaches an offset. Append nothing until it has called back. */
  truncate(offset: Offset, done: () => void): void {
    // Write here (step retention): The checkpoint first, then whole segments, then the end of one. Why in this order?
    throw new Error("Not written yet (step retention)");
  }

  /** Forgets everything and goes on at an offset: for a copy that is too far behind. Append nothing meanwhile. */
  restartAt(offset: Offset, done: () => void): void {
    // Write here (step retention): The checkpoint first. A crash may leave the end of the old log, never a hole.
    throw new Error("Not written yet (step retention)");
  }

  /**
   * Of several records with the same key, leaves the last, in every segment that is durable, behind which there is
   * another, and that is below the high watermark. Offsets stay.
   */
  compact(now: number, highWatermark: Offset, done: () => void = () => {}): void {
    // Write here (step compaction): Which segments may be rewritten? After a crash nobody knows which index is whose.
    throw new Error("Not written yet (step compaction)");
  }

  get #active(): Segment {
    return this.#segments.at(-1)!;
  }

  #segmentAt(base: Offset): Segment {
    return new Segment(this.#host.disk, this.#folder, base, this.#options.indexBytes);
  }

  /** From now on the log is written into a new segment. */
  #begin(base: Offset): void {
    const segment = this.#segmentAt(base);
    // Of a segment that was taken back, an index may have come back with the power.
    segment.remove();
    this.#host.disk.append(segment.log, new Uint8Array(0));
    this.#segments.push(segment);
    // Yours (step recovery): What isn't durable yet?
  }

  // Yours (step segments): Room for helpers of your own.

  // Yours (step retention): Room for helpers of your own.

  // Yours (step recovery): Room for helpers of your own.

  #flushByPolicy(): void {
    const { flushRecords = Infinity, flushMs = Infinity } = this.#options;
    if (Number(this.endOffset - this.#recoveryPoint) >= flushRecords) this.flush(() => {});
    else if (flushMs < Infinity && !this.#isFlushDue) {
      this.#isFlushDue = true;
      this.#host.clock.after(flushMs, () => {
        this.#isFlushDue = false;
        this.flush(() => {});
      });
    }
  }
}
