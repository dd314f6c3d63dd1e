import type { Host } from "#lab/host";
import { flushFile, flushFolder } from "#transaction-log/durable";
import { cleanBatch, type Latest, noteKeys } from "./compaction";
import { CLEANED } from "./names";
import { type Offset, readInfo } from "./record-batch";
import type { Segment } from "./segment";

export interface CleanerOptions {
  /** In ms. */
  keepTombstonesMs: number;
  /** About how many keys may be in memory. With more of them in the log, a compaction goes as far as it gets, and the next goes on. */
  maxKeys: number;
}

/** Rewrites segments without what is superseded. What is on the disk is whole at every moment. */
export class Cleaner {
  readonly #host: Host;
  readonly #folder: string;
  readonly #options: CleanerOptions;
  // #region own compaction: Your fields.
  /** Before it each key stands once: its keys needn't be noted again. */
  #cleanedTo: Offset = 0n;
  // #endregion

  constructor(host: Host, folder: string, options: CleanerOptions) {
    this.#host = host;
    this.#folder = folder;
    this.#options = options;
  }

  /** The log was taken back to an offset: what comes there now hasn't been cleaned. */
  forget(offset: Offset): void {
    // #region write compaction: What is known of it?
    if (offset < this.#cleanedTo) this.#cleanedTo = offset;
    // #endregion
  }

  /**
   * @param segments without a gap between them
   * @param done called when all is durable, never within this call
   */
  clean(segments: readonly Segment[], now: number, done: () => void): void {
    // #region write compaction: First the keys, as many as there is room for. Which segment is rewritten first?
    const latest: Latest = new Map();
    let reached = this.#cleanedTo;
    const note = (segment: Segment, next: () => void): void => {
      reached = this.#noteFrom(reached, segment, latest);
      next();
    };
    this.#each(segments, note, () => {
      const old = segments.filter(({ base }) => base < reached);
      const rewrite = (segment: Segment, next: () => void): void => this.#rewrite(segment, latest, now, next);
      this.#each(old, rewrite, () => {
        this.#cleanedTo = reached;
        done();
      });
    });
    // #endregion
  }

  // #region own compaction: Room for helpers of your own.
  /** One after the other, each in an event of its own: the server has other things to do as well. */
  #each(
    segments: readonly Segment[],
    act: (segment: Segment, next: () => void) => void,
    done: () => void,
    index = 0,
  ): void {
    const segment = segments[index];
    this.#host.clock.after(0, () => {
      if (segment === undefined) done();
      else act(segment, () => this.#each(segments, act, done, index + 1));
    });
  }

  /** Notes the keys of a segment while there is room. @returns behind the last batch that was noted, or `from` */
  #noteFrom(from: Offset, segment: Segment, latest: Latest): Offset {
    let reached = from;
    if (segment.end <= from) return reached;
    for (const each of segment.batches()) {
      if (each.info.lastOffset < reached) continue;
      if (latest.size >= this.#options.maxKeys) break;
      noteKeys(latest, segment.read(each));
      reached = each.info.lastOffset + 1n;
    }
    return reached;
  }

  #rewrite(segment: Segment, latest: Latest, now: number, done: () => void): void {
    const { disk } = this.#host;
    if (this.#isClean(segment, latest, now)) return done();
    const draft = segment.log + CLEANED;
    for (const [cleaned] of this.#cleaned(segment, latest, now)) if (cleaned) disk.append(draft, cleaned);
    flushFile(this.#host, draft, () => {
      disk.rename(draft, segment.log);
      // The old indexes would lead astray in the new file.
      segment.rebuild();
      segment.seal();
      flushFolder(this.#host, this.#folder, () => this.#flushAll(segment.files, done));
    });
  }

  /** Whether a segment has anything to be left out or marked. */
  #isClean(segment: Segment, latest: Latest, now: number): boolean {
    for (const [cleaned, batch] of this.#cleaned(segment, latest, now)) if (cleaned !== batch) return false;
    return true;
  }

  /**
   * What is left of a segment, batch by batch, each beside what it was. An empty batch goes too, unless it says where
   * the segment ends, or is the last that is known of a producer.
   */
  *#cleaned(segment: Segment, latest: Latest, now: number): Generator<[Uint8Array | undefined, Uint8Array]> {
    const lastOf = new Map<bigint, Offset>();
    for (const { info } of segment.batches()) {
      if (info.producerId >= 0n) lastOf.set(info.producerId, info.baseOffset);
    }
    for (const each of segment.batches()) {
      const { producerId, baseOffset, lastOffset } = each.info;
      const batch = segment.read(each);
      const cleaned = cleanBatch(latest, batch, now, this.#options.keepTombstonesMs);
      const isNeeded =
        readInfo(cleaned).recordCount > 0 ||
        lastOffset + 1n === segment.end ||
        lastOf.get(producerId) === baseOffset;
      yield [isNeeded ? cleaned : undefined, batch];
    }
  }

  #flushAll(files: readonly string[], done: () => void, index = 0): void {
    const file = files[index];
    if (file === undefined) flushFolder(this.#host, this.#folder, done);
    else flushFile(this.#host, file, () => this.#flushAll(files, done, index + 1));
  }
  // #endregion
}
