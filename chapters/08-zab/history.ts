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
  // Yours (step sync-plan): Your fields.

  /**
   * @param disk that of the leader; its log is in the folder `log`
   * @param last the last transaction of the log that the leader begins with: all of it counts as committed
   */
  constructor(disk: Disk, last: Zxid) {
    this.#disk = disk;
    // Yours (step sync-plan): Begin with what is on the disk.
  }

  /** The last committed zxid. */
  get last(): Zxid {
    // Write here (step sync-plan): Of those that were added, or the one that it began with.
    throw new Error("Not written yet (step sync-plan)");
  }

  /** A transaction has been committed. */
  add(transaction: Transaction): void {
    // Write here (step sync-plan): Keep it with its place, and not more than KEPT_IN_MEMORY.
    throw new Error("Not written yet (step sync-plan)");
  }

  /**
   * The committed transactions behind a zxid, in order and without a gap.
   * @returns undefined if they can't all be had, or if they are more than {@link MOST_SENT}
   */
  behind(zxid: Zxid): Entry[] | undefined {
    // Write here (step sync-plan): From memory if that reaches back far enough. Else from the disk, up to where memory begins.
    throw new Error("Not written yet (step sync-plan)");
  }

  // Yours (step sync-plan): Room for helpers of your own.
}
