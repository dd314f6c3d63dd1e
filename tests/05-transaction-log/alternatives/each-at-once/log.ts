import { DiskError, type Host } from "#lab/host";
import type { Zxid } from "#znode-tree/changes";
import type { Transaction } from "#sessions/changes";
import { ByteWriter } from "#transaction-log/bytes";
import { flushFile, flushFolder } from "#transaction-log/durable";
import { DamagedLog, firstZxidOf, logFiles, readLog, writeLogRecord } from "#transaction-log/log-reader";
import { nameOf } from "#transaction-log/names";

export interface LogOptions {
  folder?: string;
  maxFileBytes?: number;
}

export const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** Somebody who waits: for so many flushes of their own, and for everybody before them. */
interface Waiting {
  flushes: number;
  done: () => void;
}

/** A record that can't be written yet, because the file is full and isn't durable. Without bytes: a sync. */
interface Held {
  zxid: Zxid;
  bytes: Uint8Array | undefined;
  done: () => void;
}

/**
 * Another log: every transaction is written at once and has a flush of its own, and it is the Host that lets them
 * share one. Whoever comes when the file is full is held until nothing in it can be lost.
 */
export class TransactionLog {
  readonly #host: Host;
  readonly #folder: string;
  readonly #maxFileBytes: number;
  readonly #writer = new ByteWriter();
  readonly #waiting: Waiting[] = [];
  #held: Held[] = [];
  #lastZxid: Zxid = 0n;
  #file: string | undefined;
  #nameIsKept = false;

  constructor(host: Host, options: LogOptions = {}) {
    this.#host = host;
    this.#folder = options.folder ?? "log";
    this.#maxFileBytes = options.maxFileBytes ?? MAX_FILE_BYTES;
  }

  get lastZxid(): Zxid {
    return this.#lastZxid;
  }

  append(transaction: Transaction, done: () => void = () => {}): void {
    if (transaction.zxid <= this.#lastZxid) throw new RangeError(`${transaction.zxid} comes too late`);
    this.#writer.clear();
    writeLogRecord(this.#writer, this.#lastZxid, transaction);
    this.#lastZxid = transaction.zxid;
    this.#take({ zxid: transaction.zxid, bytes: this.#writer.view().slice(), done });
  }

  sync(done: () => void): void {
    this.#take({ zxid: this.#lastZxid, bytes: undefined, done });
  }

  #take(each: Held): void {
    if (this.#held.length > 0 || (each.bytes !== undefined && this.#isFull && this.#waiting.length > 0)) {
      this.#held.push(each);
    } else {
      this.#write(each);
    }
  }

  get #isFull(): boolean {
    return this.#file !== undefined && this.#host.disk.size(this.#file) >= this.#maxFileBytes;
  }

  #write({ zxid, bytes, done }: Held): void {
    if (bytes !== undefined) {
      if (this.#isFull) this.#file = undefined;
      if (this.#file === undefined) {
        this.#file = `${this.#folder}/${nameOf(zxid)}`;
        this.#nameIsKept = false;
      }
      this.#host.disk.append(this.#file, bytes);
    }
    const waiting: Waiting = { flushes: 1, done };
    this.#waiting.push(waiting);
    const flushed = (): void => {
      waiting.flushes -= 1;
      this.#tell();
    };
    const { clock } = this.#host;
    if (this.#file === undefined) {
      clock.after(0, flushed);
      return;
    }
    flushFile(this.#host, this.#file, flushed);
    if (this.#nameIsKept) return;
    waiting.flushes += 1;
    const file = this.#file;
    flushFolder(this.#host, this.#folder, () => {
      if (file === this.#file) this.#nameIsKept = true;
      flushed();
    });
  }

  #tell(): void {
    while (this.#waiting[0]?.flushes === 0) this.#waiting.shift()!.done();
    if (this.#waiting.length > 0 || this.#held.length === 0) return;
    const held = this.#held;
    this.#held = [];
    for (const each of held) this.#take(each);
  }

  recover(after: Zxid, apply: (transaction: Transaction) => void, done: () => void): void {
    this.#lastZxid = after;
    this.#orHalt(() => {
      for (const item of readLog(this.#host.disk, this.#folder, after)) {
        if (item.kind === "torn") {
          this.#host.disk.truncate(item.file, item.size);
        } else {
          apply(item.transaction);
          this.#lastZxid = item.transaction.zxid;
        }
      }
      this.#file = logFiles(this.#host.disk, this.#folder).at(-1);
      this.#nameIsKept = false;
      this.sync(done);
    });
  }

  *read(after: Zxid): Generator<Transaction> {
    for (const item of readLog(this.#host.disk, this.#folder, after)) {
      if (item.kind === "transaction") yield item.transaction;
    }
  }

  /** Cuts from the end, file by file, each durable before the next is touched. */
  truncate(zxid: Zxid, done: () => void): void {
    this.sync(() => this.#orHalt(() => this.#cutNewest(zxid, done)));
  }

  #cutNewest(zxid: Zxid, done: () => void): void {
    const { disk } = this.#host;
    const files = logFiles(disk, this.#folder);
    const newest = files.at(-1);
    if (newest === undefined || this.#lastZxid <= zxid) {
      this.#file = newest;
      this.#nameIsKept = true;
      done();
      return;
    }
    for (const item of readLog(disk, this.#folder, zxid)) {
      if (item.kind !== "transaction" || item.file !== newest) continue;
      this.#lastZxid = item.previous;
      disk.truncate(newest, item.begin);
      break;
    }
    const next = (): void => this.#orHalt(() => this.#cutNewest(zxid, done));
    const isEmpty = disk.size(newest) === 0;
    flushFile(this.#host, newest, () => {
      if (!isEmpty) return next();
      disk.remove(newest);
      flushFolder(this.#host, this.#folder, next);
    });
  }

  removeUpTo(zxid: Zxid): void {
    const files = logFiles(this.#host.disk, this.#folder);
    while (files.length > 1 && firstZxidOf(files[1]!) <= zxid + 1n) this.#host.disk.remove(files.shift()!);
  }

  continueAfter(zxid: Zxid): void {
    this.#lastZxid = zxid;
    this.#file = undefined;
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
