import { DiskError, type Host } from "#lab/host";
import type { Zxid } from "#znode-tree/changes";
import type { Transaction } from "#sessions/changes";
import { Database } from "#sessions/database";
import { EpochFile } from "./epoch-file";
import { TransactionLog } from "./log";
import { DamagedLog, readLog } from "./log-reader";
import { showZxid } from "./names";
import { Snapshots } from "./snapshots";

export interface StorageOptions {
  /** See `LogOptions.maxFileBytes`. */
  maxFileBytes?: number;
  /** After about so many transactions a snapshot is taken. */
  snapshotEvery?: number;
  /** How many whole snapshots are kept: at least 1. */
  keepSnapshots?: number;
  /** About how many bytes of a snapshot are written at a time. */
  pieceBytes?: number;
}

/** The default of {@link StorageOptions.snapshotEvery}: that of ZooKeeper's `snapCount`. */
export const SNAPSHOT_EVERY = 100_000;
/** The default of {@link StorageOptions.keepSnapshots}: that of ZooKeeper's `autopurge.snapRetainCount`. */
export const KEEP_SNAPSHOTS = 3;

/**
 * All that a server has on its disk: its log, its snapshots and its epochs, and the database that they add up to.
 *
 * What was acknowledged survives any number of losses of power. Where the disk no longer has it, the server stops
 * instead of starting with less.
 */
export class Storage {
  readonly log: TransactionLog;
  readonly snapshots: Snapshots;
  readonly acceptedEpoch: EpochFile;
  readonly currentEpoch: EpochFile;
  readonly #host: Host;
  readonly #snapshotEvery: number;
  readonly #keep: number;
  #database = new Database();
  #untilSnapshot: number;
  /** What waits for the snapshot that is being taken. */
  #whenTaken: (() => void)[] = [];

  constructor(host: Host, options: StorageOptions = {}) {
    const { maxFileBytes, pieceBytes } = options;
    this.#host = host;
    this.log = new TransactionLog(host, maxFileBytes === undefined ? {} : { maxFileBytes });
    this.snapshots = new Snapshots(host, "snapshots", pieceBytes);
    this.acceptedEpoch = new EpochFile(host, "acceptedEpoch");
    this.currentEpoch = new EpochFile(host, "currentEpoch");
    this.#snapshotEvery = options.snapshotEvery ?? SNAPSHOT_EVERY;
    this.#keep = options.keepSnapshots ?? KEEP_SNAPSHOTS;
    this.#untilSnapshot = this.#nextInterval();
  }

  /** What the server knows. It is whoever uses the storage that applies transactions to it. */
  get database(): Database {
    return this.#database;
  }

  /**
   * Brings back what was acknowledged, to be called once, before anything else. An empty disk is that of a new server.
   *
   * @param ready called when all that was read is durable, never within this call
   */
  open(ready: () => void): void {
    this.#load((after, apply) =>
      this.log.recover(after, apply, () =>
        this.snapshots.keepNames(() => this.acceptedEpoch.open(() => this.currentEpoch.open(ready))),
      ),
    );
  }

  /**
   * Adds a transaction to the log. Now and then it begins a snapshot.
   * @param done called when the transaction is durable: apply it then, not before
   */
  append(transaction: Transaction, done: () => void): void {
    this.log.append(transaction, done);
    this.#untilSnapshot -= 1;
    if (this.#untilSnapshot > 0 || this.snapshots.taking) return;
    this.#untilSnapshot = this.#nextInterval();
    this.snapshot();
  }

  /** Takes a snapshot, then purges. If one is being taken already, that one counts. */
  snapshot(done: () => void = () => {}): void {
    this.#whenTaken.push(done);
    if (this.snapshots.taking) return;
    this.snapshots.take(
      this.#database,
      (synced) => this.log.sync(synced),
      () => {
        this.purge();
        const waiting = this.#whenTaken;
        this.#whenTaken = [];
        for (const each of waiting) each();
      },
    );
  }

  /** Removes what nobody will need: the last whole snapshots stay, as many as were asked for, and the log behind them. */
  purge(): void {
    // #region write storage: How far back must the server be able to go? Then `removeUpTo` of the log.
    const whole = this.snapshots.names().filter((zxid) => this.snapshots.isWhole(zxid));
    const oldestKept = whole[this.#keep - 1];
    if (oldestKept === undefined) return;
    for (const zxid of this.snapshots.names().reverse()) {
      if (zxid < oldestKept) this.snapshots.remove(zxid);
    }
    this.log.removeUpTo(oldestKept);
    // #endregion
  }

  /**
   * Whether it can go back to a transaction: from a whole snapshot, or from the first of all, the log leads to it. A
   * server that got its database from elsewhere can't go back behind it.
   */
  canGoBackTo(zxid: Zxid): boolean {
    const base =
      this.snapshots.names().find((name) => (this.snapshots.read(name)?.end ?? zxid + 1n) <= zxid) ?? 0n;
    if (base === zxid) return true;
    try {
      for (const item of readLog(this.#host.disk, "log", base)) {
        if (item.kind !== "transaction") return false;
        if (item.transaction.zxid >= zxid) return item.transaction.zxid === zxid;
      }
    } catch (error) {
      if (!(error instanceof DamagedLog)) throw error;
    }
    return false;
  }

  /**
   * Goes back: what came behind a zxid is cut off, and the database is made anew. Append nothing until it has called
   * back. Chapter 8 uses it for transactions that only this server has.
   */
  truncate(zxid: Zxid, done: () => void): void {
    this.#whenNoneTaken(() =>
      this.#dropSnapshotsBehind(zxid, () =>
        this.log.truncate(zxid, () => {
          this.#load((after, apply) => {
            for (const transaction of this.log.read(after)) apply(transaction);
          });
          done();
        }),
      ),
    );
  }

  /**
   * Puts a database from elsewhere in the place of its own. Append nothing until it has called back. Chapter 8 uses
   * it for a server that is too far behind.
   */
  replace(database: Database, done: () => void): void {
    const zxid = database.lastZxid;
    this.#whenNoneTaken(() =>
      this.#dropSnapshotsBehind(zxid, () =>
        this.log.truncate(zxid, () => {
          this.#database = database;
          this.log.continueAfter(zxid);
          this.snapshot(done);
        }),
      ),
    );
  }

  /**
   * Makes the database anew.
   * @param readLog gives the transactions behind a zxid; the log's last zxid is known afterwards
   */
  #load(readLog: (after: Zxid, apply: (transaction: Transaction) => void) => void): void {
    try {
      // #region write storage: The newest snapshot that is whole, and the log behind it. When is that too little?
      const names = this.snapshots.names();
      let newest: ReturnType<Snapshots["read"]>;
      for (const zxid of names) if ((newest ??= this.snapshots.read(zxid)) !== undefined) break;

      const database = newest?.database ?? new Database();
      readLog(newest?.begin ?? 0n, (transaction) => database.apply(transaction));
      this.#database = database;

      // Every snapshot, whole or not, was taken of transactions that had been acknowledged.
      for (const known of [newest?.end, names[0]]) {
        if (known === undefined || known <= this.log.lastZxid) continue;
        this.#host.halt(
          `the disk has known ${showZxid(known)}, and has only ${showZxid(this.log.lastZxid)} now`,
        );
      }
      // #endregion
    } catch (error) {
      if (error instanceof DamagedLog || error instanceof DiskError) this.#host.halt(error.message);
      throw error;
    }
  }

  /**
   * A snapshot that was begun before the zxid may have been finished after it: it shows something of what is cut off,
   * and goes as well. Those that are older than such a one were finished before it was begun.
   */
  #dropSnapshotsBehind(zxid: Zxid, done: () => void): void {
    for (const name of this.snapshots.names()) {
      if (name <= zxid && (this.snapshots.read(name)?.end ?? zxid) <= zxid) break;
      this.snapshots.remove(name);
    }
    this.snapshots.keepNames(done);
  }

  #whenNoneTaken(act: () => void): void {
    if (this.snapshots.taking) this.#whenTaken.push(act);
    else act();
  }

  /** Between half of the interval and all of it, so that the servers of an ensemble don't take theirs all at once. */
  #nextInterval(): number {
    const half = Math.max(1, Math.floor(this.#snapshotEvery / 2));
    return half + this.#host.random.below(half);
  }
}
