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
  // #region own flush: Your fields.
  /** Where the next batch goes; undefined if it begins a new file. */
  #file: string | undefined;
  /** Records that haven't been written yet, while those before them are being flushed. */
  readonly #batch = new ByteWriter();
  /** Who is told once everything up to now is durable. */
  #waiting: (() => void)[] = [];
  #flushing = false;
  /** The first zxid of the batch. */
  #firstOfBatch: Zxid | undefined;
  // #endregion
  // #region own files: Your fields.
  #fileBytes = 0;
  // #endregion

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
    // #region write flush: A record (`writeLogRecord`) behind those that wait. Remember the zxid, then `sync`.
    writeLogRecord(this.#batch, this.#lastZxid, transaction);
    this.#firstOfBatch ??= transaction.zxid;
    this.#lastZxid = transaction.zxid;
    this.sync(done);
    // #endregion
  }

  /** Calls back when everything that was appended up to now is durable, never within this call. */
  sync(done: () => void): void {
    // #region write flush: Only one flush at a time. Whoever comes meanwhile waits for the next.
    this.#waiting.push(done);
    if (!this.#flushing) this.#writeBatch();
    // #endregion
  }

  // #region own flush: Room for helpers of your own.
  #writeBatch(): void {
    if (this.#waiting.length === 0) return;
    const told = this.#waiting;
    this.#waiting = [];
    this.#flushing = true;
    this.#writeAndFlush(() => {
      // Who is told may append at once: it is gathered until all of them have been told.
      for (const done of told) done();
      this.#flushing = false;
      this.#writeBatch();
    });
  }

  #writeAndFlush(done: () => void): void {
    const { disk, clock } = this.#host;
    // #region own files: Everything in the file is durable by now. Is it large enough?
    if (this.#fileBytes >= this.#maxFileBytes) this.#file = undefined;
    // #endregion
    const isNew = this.#file === undefined;
    if (this.#firstOfBatch !== undefined) {
      this.#file ??= `${this.#folder}/${nameOf(this.#firstOfBatch)}`;
      disk.append(this.#file, this.#batch.view());
      // #region own files: Keep count.
      this.#fileBytes = disk.size(this.#file);
      // #endregion
      this.#batch.clear();
      this.#firstOfBatch = undefined;
    }
    if (this.#file === undefined) {
      clock.after(0, done);
      return;
    }
    // The name of a new file must be kept as well, or the content can't be found.
    flushFile(this.#host, this.#file, isNew ? () => flushFolder(this.#host, this.#folder, done) : done);
  }
  // #endregion

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
      // #region write recovery: Apply, cut, go on in the last file; and flush before `done`.
      for (const item of readLog(this.#host.disk, this.#folder, after)) {
        if (item.kind === "torn") {
          this.#host.disk.truncate(item.file, item.size);
        } else {
          apply(item.transaction);
          this.#lastZxid = item.transaction.zxid;
        }
      }
      const file = logFiles(this.#host.disk, this.#folder).at(-1);
      this.#goOnIn(file);
      if (file === undefined) this.sync(done);
      else flushFolder(this.#host, this.#folder, () => flushFile(this.#host, file, done));
      // #endregion
    });
  }

  // #region own recovery: Room for helpers of your own.
  #goOnIn(file: string | undefined): void {
    this.#file = file;
    // #region own files: How large is it?
    this.#fileBytes = file === undefined ? 0 : this.#host.disk.size(file);
    // #endregion
  }
  // #endregion

  /**
   * The transactions behind a zxid, in order, as far as they have been written to the disk. Nothing may be appended
   * or cut off while it is read.
   *
   * @throws DamagedLog as `readLog` does
   */
  *read(after: Zxid): Generator<Transaction> {
    // #region write files: You have a reader. It knows more than its caller wants to know.
    for (const item of readLog(this.#host.disk, this.#folder, after)) {
      if (item.kind === "transaction") yield item.transaction;
    }
    // #endregion
  }

  /**
   * Cuts off everything behind a zxid, for good: the next zxid may be any above the last that is left. A loss of power
   * meanwhile leaves the first part of the log, at least up to the zxid. Append nothing until it has called back.
   */
  truncate(zxid: Zxid, done: () => void): void {
    this.sync(() => {
      this.#orHalt(() => {
        // #region write files: Whole files first. In which order, and when may the last one be cut?
        const cut = this.#firstBehind(zxid);
        if (cut === undefined) {
          done();
          return;
        }
        const { disk } = this.#host;
        const gone = logFiles(disk, this.#folder).filter((file) => file > cut.file);
        // The newest first: whatever is left if the power is lost, it has no hole.
        for (const file of gone.reverse()) disk.remove(file);
        flushFolder(this.#host, this.#folder, () => {
          disk.truncate(cut.file, cut.begin);
          this.#lastZxid = cut.previous;
          this.#goOnIn(cut.file);
          flushFile(this.#host, cut.file, done);
        });
        // #endregion
      });
    });
  }

  // #region own files: Room for helpers of your own.
  #firstBehind(zxid: Zxid): Extract<LogItem, { kind: "transaction" }> | undefined {
    for (const item of readLog(this.#host.disk, this.#folder, zxid)) {
      if (item.kind === "transaction") return item;
    }
    return undefined;
  }
  // #endregion

  /** Removes the files that hold nothing behind a zxid: whoever needs the log needs it only from there on. */
  removeUpTo(zxid: Zxid): void {
    // #region write storage: What does the name of the next file say about this one? The oldest goes first.
    const files = logFiles(this.#host.disk, this.#folder);
    for (const [index, next] of files.slice(1).entries()) {
      if (firstZxidOf(next) > zxid + 1n) return;
      this.#host.disk.remove(files[index]!);
    }
    // #endregion
  }

  /** The server has got a state from elsewhere: the next transaction follows this zxid, whatever the log holds. */
  continueAfter(zxid: Zxid): void {
    // #region write storage: What follows doesn't belong into the same file.
    this.#lastZxid = zxid;
    this.#goOnIn(undefined);
    // #endregion
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
