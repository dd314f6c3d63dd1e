import type { Disk } from "#lab/host";
import { FileWindow } from "#transaction-log/file-window";
import { LOG, nameOf, OFFSET_INDEX, TIME_INDEX } from "./names";
import { type BatchInfo, checkBatch, InvalidBatch, type Offset, readInfo, RECORDS } from "./record-batch";
import { OffsetIndex, TimeIndex } from "./sparse-index";

/** Least and most bytes that are read at once. */
const LEAST = 4 * 1024;
const MOST = 256 * 1024;

/** A batch in a segment, and where it begins there. */
export interface Placed {
  info: BatchInfo;
  position: number;
}

/** A piece of the log: a file of batches, one behind the other, and the two indexes that can be derived from it. */
export class Segment {
  readonly log: string;
  readonly offsets: OffsetIndex;
  readonly times: TimeIndex;
  /** The offset behind its last batch. */
  end: Offset;
  /** Bytes of its batches. */
  size = 0;
  /** That of its first batch; undefined while it is empty. */
  firstTimestamp: bigint | undefined;
  maxTimestamp = -1n;
  #maxAt: Offset;
  #sinceEntry = 0;

  /** @param indexBytes after so many bytes of batches, the indexes get an entry */
  constructor(
    readonly disk: Disk,
    folder: string,
    readonly base: Offset,
    readonly indexBytes: number,
  ) {
    this.log = `${folder}/${nameOf(base, LOG)}`;
    this.offsets = new OffsetIndex(disk, `${folder}/${nameOf(base, OFFSET_INDEX)}`, base);
    this.times = new TimeIndex(disk, `${folder}/${nameOf(base, TIME_INDEX)}`, base);
    this.end = base;
    this.#maxAt = base;
  }

  /** Those of its files that are there. */
  get files(): string[] {
    return [this.log, this.offsets.file, this.times.file].filter((file) => this.disk.exists(file));
  }

  /** Whether it was sealed: its time index has an entry then. */
  get hasIndexes(): boolean {
    return this.disk.exists(this.times.file);
  }

  /** Removes its files, those that are there. */
  remove(): void {
    for (const file of this.files) this.disk.remove(file);
  }

  /** Adds a batch that has its place, in one piece or in several. */
  append(pieces: readonly Uint8Array[], info: BatchInfo): void {
    for (const piece of pieces) this.disk.append(this.log, piece);
    this.#count(info, this.size);
  }

  /** Counts a batch that stands at a position of the file. Now and then it becomes an entry of the indexes. */
  #count(info: BatchInfo, position: number): void {
    this.firstTimestamp ??= info.maxTimestamp;
    if (info.maxTimestamp > this.maxTimestamp) {
      this.maxTimestamp = info.maxTimestamp;
      this.#maxAt = info.lastOffset;
    }
    // Yours (step indexes): An entry, now and then.
    this.#sinceEntry += info.size;
    this.size = position + info.size;
    this.end = info.lastOffset + 1n;
  }

  /** Nothing comes any more. The last entry of the time index says what the latest timestamp is. */
  seal(): void {
    // Yours (step indexes): One last entry.
  }

  /**
   * The batches from a position on.
   * @param bytes about how many bytes of them are wanted, so that not much more is read. Default: all
   * @throws InvalidBatch where something can't be a batch
   */
  *batches(position = 0, bytes = Infinity): Generator<Placed> {
    const window = new FileWindow(this.disk, this.log, Math.min(Math.max(bytes, LEAST), MOST));
    // Write here (step segments): One header after another. Each says where the next begins.
    throw new Error("Not written yet (step segments)");
  }

  /** The first batch that ends at an offset or behind it; undefined if there is none here. */
  find(offset: Offset): Placed | undefined {
    // Write here (step segments): Begin where `#before` says, and go on until it is reached.
    throw new Error("Not written yet (step segments)");
  }

  /** A position from which an offset can be looked for. */
  #before(offset: Offset): number {
    // Yours (step indexes): The index knows a better one.
    return 0;
  }

  read({ info, position }: Placed): Uint8Array {
    return this.disk.read(this.log, position, info.size);
  }

  /** Trusts the file and its indexes, which were durable, and takes from them what it can: the end is all that is read. */
  open(): void {
    // Write here (step recovery): Its first timestamp and its latest, and where does it end?
    throw new Error("Not written yet (step recovery)");
  }

  /**
   * Reads the file from its beginning and derives the indexes from it anew.
   * @returns how many of its first bytes are batches, whole, in order, and without a hole between them
   */
  rebuild(): number {
    // Write here (step recovery): Batch by batch. Where must it stop?
    throw new Error("Not written yet (step recovery)");
  }
}
