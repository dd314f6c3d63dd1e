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
  // #region own recovery: Your fields.
  /** Segments of which something may not be durable yet. */
  readonly #unflushed = new Set<Segment>();
  /** A file was created or removed, and the folder hasn't been flushed since. */
  #hasNewNames = true;
  /** Who waits for the next flush. */
  #waiting: (() => void)[] = [];
  // #endregion
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
    // #region write recovery: Which segments must be read? What if one of them ends too early, or doesn't follow?
    for (const name of disk.list(this.#folder)) {
      if (name.endsWith(CLEANED)) disk.remove(`${this.#folder}/${name}`);
    }
    const point = this.#checkpoint.read();
    const gone: Segment[] = [];
    for (const [index, base] of bases.entries()) {
      const segment = this.#segmentAt(base);
      const next = bases[index + 1];
      const last = this.#segments.at(-1);
      if (gone.length > 0 || (last !== undefined && last.end !== base)) {
        gone.push(segment);
        continue;
      }
      this.#segments.push(segment);
      if (next !== undefined && next <= point && segment.hasIndexes) {
        segment.open();
        continue;
      }
      segment.rebuild();
      if (next !== undefined) segment.seal();
      this.#unflushed.add(segment);
    }
    // What is behind a hole is lost. Then the last segment in front of it is written on.
    if (gone.length > 0 && !this.#unflushed.has(this.#active)) this.#active.rebuild();
    this.#unflushed.add(this.#active);
    this.#checkpoint.lower(this.endOffset, () => {
      for (const segment of gone.reverse()) segment.remove();
      const { log, size } = this.#active;
      if (disk.size(log) > size) disk.truncate(log, size);
      this.flush(ready);
    });
    // #endregion
  }

  /** Adds a batch of its own: gives it the next offsets. @returns the first of them @throws InvalidBatch */
  append(batch: Uint8Array, leaderEpoch: number): Offset {
    const info = checkBatch(batch);
    // #region write segments: Its place, in a copy of its header: the rest may be a megabyte. Then as one that has its place.
    const baseOffset = this.endOffset;
    const lastOffset = baseOffset + (info.lastOffset - info.baseOffset);
    const header = place(batch.subarray(0, RECORDS), baseOffset, leaderEpoch);
    this.#add([header, batch.subarray(RECORDS)], { ...info, baseOffset, lastOffset, leaderEpoch });
    return baseOffset;
    // #endregion
  }

  /**
   * Adds a batch that has its offsets already. They may leave a gap, and they may not go back.
   * @throws InvalidBatch also if the gap is wider than an index could tell
   */
  appendCopy(batch: Uint8Array): void {
    const info = checkBatch(batch);
    // #region write segments: Are its offsets free? And could a segment that begins here hold them?
    if (info.baseOffset < this.endOffset) {
      throw new InvalidBatch(`${info.baseOffset} is taken: the log ends at ${this.endOffset}`);
    }
    if (info.lastOffset - this.endOffset > MAX_RELATIVE) {
      throw new InvalidBatch(`${info.lastOffset} is too far: the log ends at ${this.endOffset}`);
    }
    this.#add([batch], info);
    // #endregion
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
    // #region write segments: The last segment that begins at or before it. And if that has nothing more?
    const batches: Uint8Array[] = [];
    let left = maxBytes;
    const first = countWhile(this.#segments.length, (index) => this.#segments[index]!.base <= offset) - 1;
    for (let index = first; index < this.#segments.length; index++) {
      const segment = this.#segments[index]!;
      const begin = segment.find(offset);
      if (begin === undefined) continue;
      for (const each of segment.batches(begin.position, left)) {
        if (each.info.lastOffset >= below) return batches;
        if (batches.length > 0 && each.info.size > left) return batches;
        batches.push(segment.read(each));
        left -= each.info.size;
      }
    }
    return batches;
    // #endregion
  }

  /**
   * The offset of the first record with this timestamp or a later one; undefined if there is none. If its batch is
   * compressed, that of the batch.
   */
  offsetForTime(timestamp: bigint): Offset | undefined {
    // #region write indexes: In a segment that may have one: its time index, then its batches. A batch may say more than its records.
    for (const segment of this.#segments) {
      if (segment.maxTimestamp < timestamp) continue;
      const from = segment.find(segment.times.lookup(timestamp) ?? segment.base);
      for (const each of segment.batches(from?.position)) {
        if (each.info.maxTimestamp < timestamp) continue;
        if (isCompressed(each.info)) return each.info.baseOffset;
        const found = decodeRecords(segment.read(each)).find((record) => record.timestamp >= timestamp);
        if (found !== undefined) return found.offset;
      }
    }
    return undefined;
    // #endregion
  }

  /** Makes everything that was appended up to now durable, then calls back, never within this call. */
  flush(done: () => void): void {
    // #region write recovery: The oldest first. What may be said when it is done, and what not yet?
    this.#waiting.push(done);
    if (this.#waiting.length > 1) return;
    this.#turns.take((next) => {
      const told = this.#waiting;
      this.#waiting = [];
      const end = this.endOffset;
      const active = this.#active;
      const sealed = [...this.#unflushed].filter((segment) => segment !== active);
      const files = [...sealed.flatMap((segment) => segment.files), active.log];
      this.#flushAll(files, () => {
        for (const segment of sealed) this.#unflushed.delete(segment);
        this.#recoveryPoint = end;
        // Indexes of the segment that is being written aren't durable: it is read again after a crash.
        this.#checkpoint.raise(this.#flushedTo, () => {
          for (const each of told) each();
          next();
        });
      });
    });
    // #endregion
  }

  /** Removes whole segments that nobody is promised any more. @param highWatermark what all replicas have */
  deleteOld(now: number, highWatermark: Offset, done: () => void = () => {}): void {
    // #region write retention: Ask `countDeletable`. In which order may they go?
    this.#turns.take((next) => {
      const count = countDeletable(this.#segments, this.#options, now, highWatermark);
      this.#dropOldest(count, () => {
        done();
        next();
      });
    });
    // #endregion
  }

  /** Takes back every batch that reaches an offset. Append nothing until it has called back. */
  truncate(offset: Offset, done: () => void): void {
    // #region write retention: The checkpoint first, then whole segments, then the end of one. Why in this order?
    this.#turns.take((next) => {
      // #region own compaction: What was cleaned is taken back as well.
      this.#cleaner.forget(offset);
      // #endregion
      this.#checkpoint.lower(offset, () => {
        while (this.#segments.length > 1 && this.#active.base >= offset) this.#drop(this.#segments.pop()!);
        this.#flushAll([], () => {
          const active = this.#active;
          const cut = active.find(offset);
          if (cut !== undefined) this.#host.disk.truncate(active.log, cut.position);
          active.rebuild();
          this.#unflushed.add(active);
          if (this.endOffset < this.#recoveryPoint) this.#recoveryPoint = this.endOffset;
          this.#flushAll(active.files, () => {
            done();
            next();
          });
        });
      });
    });
    // #endregion
  }

  /** Forgets everything and goes on at an offset: for a copy that is too far behind. Append nothing meanwhile. */
  restartAt(offset: Offset, done: () => void): void {
    // #region write retention: The checkpoint first. A crash may leave the end of the old log, never a hole.
    this.#turns.take((next) => {
      // #region own compaction: Nothing of the new log has been cleaned.
      this.#cleaner.forget(0n);
      // #endregion
      this.#checkpoint.lower(0n, () => {
        for (const segment of this.#segments.splice(0)) this.#drop(segment);
        this.#flushAll([], () => {
          this.#begin(offset);
          this.#recoveryPoint = offset;
          this.#flushAll([this.#active.log], () => {
            done();
            next();
          });
        });
      });
    });
    // #endregion
  }

  /**
   * Of several records with the same key, leaves the last, in every segment that is durable, behind which there is
   * another, and that is below the high watermark. Offsets stay.
   */
  compact(now: number, highWatermark: Offset, done: () => void = () => {}): void {
    // #region write compaction: Which segments may be rewritten? After a crash nobody knows which index is whose.
    this.#turns.take((next) => {
      const limit = highWatermark < this.#recoveryPoint ? highWatermark : this.#recoveryPoint;
      const cleanable = this.#segments.filter((each) => each.end <= limit && !this.#unflushed.has(each));
      this.#checkpoint.lower(cleanable[0]?.base ?? limit, () =>
        this.#cleaner.clean(cleanable, now, () =>
          this.#checkpoint.raise(this.#flushedTo, () => {
            done();
            next();
          }),
        ),
      );
    });
    // #endregion
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
    // #region own recovery: What isn't durable yet?
    this.#unflushed.add(segment);
    this.#hasNewNames = true;
    // #endregion
  }

  // #region own segments: Room for helpers of your own.
  #add(pieces: readonly Uint8Array[], info: BatchInfo): void {
    if (this.#isFullFor(info)) {
      this.#active.seal();
      this.#begin(this.endOffset);
      // #region own recovery: What was sealed never changes again. Make it durable, so that it needn't be read after a crash.
      this.flush(() => {});
      // #endregion
    }
    this.#active.append(pieces, info);
    this.#flushByPolicy();
  }

  #isFullFor(info: BatchInfo): boolean {
    const { segmentBytes, segmentMs } = this.#options;
    const { size, base, firstTimestamp } = this.#active;
    // A segment without a batch takes any: another one would have the same name.
    if (size === 0) return false;
    const isOld = firstTimestamp !== undefined && info.maxTimestamp - firstTimestamp > BigInt(segmentMs);
    return size + info.size > segmentBytes || isOld || info.lastOffset - base > MAX_RELATIVE;
  }
  // #endregion

  // #region own retention: Room for helpers of your own.
  #drop(segment: Segment): void {
    segment.remove();
    this.#unflushed.delete(segment);
    this.#hasNewNames = true;
  }

  /** One after the other: if the second were gone and the first were back after a loss of power, there would be a hole. */
  #dropOldest(count: number, done: () => void): void {
    if (count > 0) this.#drop(this.#segments.shift()!);
    this.#flushAll([], count > 1 ? () => this.#dropOldest(count - 1, done) : done);
  }
  // #endregion

  // #region own recovery: Room for helpers of your own.
  /** Where the first segment begins of which something may not be durable. Others may have been begun meanwhile. */
  get #flushedTo(): Offset {
    return this.#segments.find((segment) => this.#unflushed.has(segment))!.base;
  }

  /** One after the other, and then the names, if there are new ones. */
  #flushAll(files: readonly string[], done: () => void, index = 0): void {
    const file = files[index];
    if (file !== undefined) return flushFile(this.#host, file, () => this.#flushAll(files, done, index + 1));
    if (!this.#hasNewNames) return files.length > 0 ? done() : void this.#host.clock.after(0, done);
    this.#hasNewNames = false;
    flushFolder(this.#host, this.#folder, done);
  }
  // #endregion

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
