import type { Disk } from "#lab/host";
import type { Transaction } from "#sessions/changes";
import { DamagedLog, readLog } from "#transaction-log/log-reader";
import type { Zxid } from "#znode-tree/changes";
import type { Link } from "./sync-plan";

/** So many committed transactions are kept in memory. Source: ZooKeeper's `commitLogCount`. */
export const KEPT_IN_MEMORY = 500;
/** Of a longer list than this a follower gets a snapshot instead. */
export const MOST_SENT = 5_000;

/** A committed transaction, with its place. */
export interface Entry extends Link {
  transaction: Transaction;
}

/**
 * The committed transactions of a leader: the last of them in memory, the others on its disk, as long as they are there.
 */
export class History {
  readonly #disk: Disk;
  // #region own sync-plan: Your fields.
  /** Without a gap; the last of them is the last of all. */
  readonly #recent: Entry[] = [];
  #last: Zxid;
  // #endregion

  /**
   * @param disk that of the leader; its log is in the folder `log`
   * @param last the last transaction of the log that the leader begins with: all of it counts as committed
   */
  constructor(disk: Disk, last: Zxid) {
    this.#disk = disk;
    // #region own sync-plan: Begin with what is on the disk.
    this.#last = last;
    // #endregion
  }

  /** The last committed zxid. */
  get last(): Zxid {
    // #region write sync-plan: Of those that were added, or the one that it began with.
    return this.#last;
    // #endregion
  }

  /** A transaction has been committed. */
  add(transaction: Transaction): void {
    // #region write sync-plan: Keep it with its place, and not more than KEPT_IN_MEMORY.
    this.#recent.push({ previous: this.#last, zxid: transaction.zxid, transaction });
    this.#last = transaction.zxid;
    if (this.#recent.length > KEPT_IN_MEMORY) this.#recent.shift();
    // #endregion
  }

  /**
   * The committed transactions behind a zxid, in order and without a gap.
   * @returns undefined if they can't all be had, or if they are more than {@link MOST_SENT}
   */
  behind(zxid: Zxid): Entry[] | undefined {
    // #region write sync-plan: From memory if that reaches back far enough. Else from the disk, up to where memory begins.
    const [oldest] = this.#recent;
    if (zxid >= (oldest?.previous ?? this.#last)) return this.#recent.filter((entry) => entry.zxid > zxid);
    const upTo = oldest?.previous ?? this.#last;
    const older = this.#onDisk(zxid, upTo);
    // The own disk may be slower than the quorum: then what is between it and memory can't be had.
    return older?.at(-1)?.zxid === upTo ? [...older, ...this.#recent] : undefined;
    // #endregion
  }

  // #region own sync-plan: Room for helpers of your own.
  #onDisk(after: Zxid, upTo: Zxid): Entry[] | undefined {
    const entries: Entry[] = [];
    try {
      for (const item of readLog(this.#disk, "log", after)) {
        if (item.kind !== "transaction" || item.transaction.zxid > upTo) break;
        if (entries.length === MOST_SENT) return undefined;
        entries.push({ previous: item.previous, zxid: item.transaction.zxid, transaction: item.transaction });
      }
    } catch (error) {
      // The beginning has been purged.
      if (error instanceof DamagedLog) return undefined;
      throw error;
    }
    return entries;
  }
  // #endregion
}
