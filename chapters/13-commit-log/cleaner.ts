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
  // Yours (step compaction): Your fields.

  constructor(host: Host, folder: string, options: CleanerOptions) {
    this.#host = host;
    this.#folder = folder;
    this.#options = options;
  }

  /** The log was taken back to an offset: what comes there now hasn't been cleaned. */
  forget(offset: Offset): void {
    // Write here (step compaction): What is known of it?
    throw new Error("Not written yet (step compaction)");
  }

  /**
   * @param segments without a gap between them
   * @param done called when all is durable, never within this call
   */
  clean(segments: readonly Segment[], now: number, done: () => void): void {
    // Write here (step compaction): First the keys, as many as there is room for. Which segment is rewritten first?
    throw new Error("Not written yet (step compaction)");
  }

  // Yours (step compaction): Room for helpers of your own.
}
