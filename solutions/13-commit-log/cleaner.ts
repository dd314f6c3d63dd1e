import type { Host } from "#lab/host";
import { flushFile, flushFolder } from "#transaction-log/durable";
import { cleanBatch, type Latest, noteKeys } from "./compaction";
import { CLEANED } from "./names";
import type { Offset } from "./record-batch";
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
    for (const segment of segments) {
      if (segment.end <= reached) continue;
      for (const each of segment.batches()) {
        if (each.info.lastOffset < reached || latest.size >= this.#options.maxKeys) continue;
        noteKeys(latest, segment.read(each));
        reached = each.info.lastOffset + 1n;
      }
    }
    const old = segments.filter(({ base }) => base < reached);
    this.#cleanAll(old, latest, now, () => {
      this.#cleanedTo = reached;
      done();
    });
    // #endregion
  }

  // #region own compaction: Room for helpers of your own.
  #cleanAll(segments: readonly Segment[], latest: Latest, now: number, done: () => void): void {
    const [segment, ...rest] = segments;
    if (segment === undefined) return void this.#host.clock.after(0, done);
    this.#rewrite(segment, latest, now, () => this.#cleanAll(rest, latest, now, done));
  }

  #rewrite(segment: Segment, latest: Latest, now: number, done: () => void): void {
    const { disk } = this.#host;
    const draft = segment.log + CLEANED;
    for (const each of segment.batches()) {
      disk.append(draft, cleanBatch(latest, segment.read(each), now, this.#options.keepTombstonesMs));
    }
    flushFile(this.#host, draft, () => {
      disk.rename(draft, segment.log);
      // The old indexes would lead astray in the new file.
      segment.rebuild();
      segment.seal();
      flushFolder(this.#host, this.#folder, () => this.#flushAll(segment.files, done));
    });
  }

  #flushAll(files: readonly string[], done: () => void): void {
    const [file, ...rest] = files;
    if (file === undefined) flushFolder(this.#host, this.#folder, done);
    else flushFile(this.#host, file, () => this.#flushAll(rest, done));
  }
  // #endregion
}
