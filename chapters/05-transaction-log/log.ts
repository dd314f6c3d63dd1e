import { DiskError, type Host } from "#lab/host";
import type { Zxid } from "#znode-tree/changes";
import type { Transaction } from "#sessions/changes";
import { ByteWriter } from "./bytes";
import { flushFile, flushFolder } from "./durable";
import { DamagedLog, firstZxidOf, logFiles, type LogItem, readLog, writeLogRecord } from "./log-reader";
import { nameOf, showZxid } from "./names";

export interface LogOptions {
  /** Where its files are. Default: `log`. */
  folder?: string;
  /** A file with at least this many bytes gets no more: the next batch begins a new one. */
  maxFileBytes?: number;
}

/** The default of {@link LogOptions.maxFileBytes}: that of ZooKeeper's preallocated logs. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;

/**
 * The transactions of a server in their order, on its disk. What it has called back for survives a loss of power.
 *
 * Its files are named by the first zxid that they may hold. If the disk reports an error, or the log isn't what was
 * written, the server stops: `host.halt`.
 */
export class TransactionLog {
  readonly #host: Host;
  readonly #folder: string;
  readonly #maxFileBytes: number;
  #lastZxid: Zxid = 0n;
  // Yours (step flush): Your fields.
  // Yours (step files): Your fields.

  /** A log whose folder is empty is ready at once. Any other must be recovered first. */
  constructor(host: Host, options: LogOptions = {}) {
    this.#host = host;
    this.#folder = options.folder ?? "log";
    this.#maxFileBytes = options.maxFileBytes ?? MAX_FILE_BYTES;
  }

  /** The highest zxid that was appended or recovered; 0n for none. It may not be durable yet. */
  get lastZxid(): Zxid {
    return this.#lastZxid;
  }

  /**
   * Adds a transaction. While a flush is under way, those that come are gathered, and written and flushed together.
   *
   * @param done called when the transaction is durable, in the order of the calls and never within this call
   * @throws RangeError if its zxid isn't higher than the last, or if it is too large
   */
  append(transaction: Transaction, done: () => void = () => {}): void {
    if (transaction.zxid <= this.#lastZxid) {
      throw new RangeError(`${showZxid(transaction.zxid)} can't follow ${showZxid(this.#lastZxid)}`);
    }
    // Write here (step flush): A record (`writeLogRecord`) behind those that wait. Remember the zxid, then `sync`.
    throw new Error("Not written yet (step flush)");
  }

  /** Calls back when everything that was appended up to now is durable, never within this call. */
  sync(done: () => void): void {
    // Write here (step flush): Only one flush at a time. Whoever comes meanwhile waits for the next.
    throw new Error("Not written yet (step flush)");
  }

  // Yours (step flush): Room for helpers of your own.

  /**
   * Reads what is on the disk, to be called once, before anything is appended. A torn tail is cut off. What was read
   * may not be durable: a process that was killed leaves it to the system. So it is flushed before anybody relies
   * on it.
   *
   * @param after what the caller holds already: the transactions behind it are read
   * @param apply called for each of them, in order and within this call
   * @param done called when what was read is durable, never within this call
   */
  recover(after: Zxid, apply: (transaction: Transaction) => void, done: () => void): void {
    this.#lastZxid = after;
    this.#orHalt(() => {
      // Write here (step recovery): Apply, cut, go on in the last file; and flush before `done`.
      throw new Error("Not written yet (step recovery)");
    });
  }

  // Yours (step recovery): Room for helpers of your own.

  /**
   * The transactions behind a zxid, in order, as far as they have been written to the disk. Nothing may be appended
   * or cut off while it is read.
   *
   * @throws DamagedLog as `readLog` does
   */
  *read(after: Zxid): Generator<Transaction> {
    // Write here (step files): You have a reader. It knows more than its caller wants to know.
    throw new Error("Not written yet (step files)");
  }

  /**
   * Cuts off everything behind a zxid, for good: the next zxid may be any above the last that is left. A loss of power
   * meanwhile leaves the first part of the log, at least up to the zxid. Append nothing until it has called back.
   */
  truncate(zxid: Zxid, done: () => void): void {
    this.sync(() => {
      this.#orHalt(() => {
        // Write here (step files): Whole files first. In which order, and when may the last one be cut?
        throw new Error("Not written yet (step files)");
      });
    });
  }

  // Yours (step files): Room for helpers of your own.

  /** Removes the files that hold nothing behind a zxid: whoever needs the log needs it only from there on. */
  removeUpTo(zxid: Zxid): void {
    // Write here (step storage): What does the name of the next file say about this one? The oldest goes first.
    throw new Error("Not written yet (step storage)");
  }

  /** The server has got a state from elsewhere: the next transaction follows this zxid, whatever the log holds. */
  continueAfter(zxid: Zxid): void {
    // Write here (step storage): What follows doesn't belong into the same file.
    throw new Error("Not written yet (step storage)");
  }

  #orHalt(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (error instanceof DamagedLog || error instanceof DiskError) this.#host.halt(error.message);
      throw error;
    }
  }
}
