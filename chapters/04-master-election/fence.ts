import type { Zxid } from "#znode-tree/changes";

/**
 * Stands before something that only one may change at a time, and that isn't ZooKeeper: a disk, a printer, the copies
 * of a database. Whoever comes shows the token of its leadership or its lock.
 */
export class Fence {
  // Yours (step fencing): Your fields.

  /** Whether whoever shows this token may pass. Once a token has passed, no lower one does. */
  admit(token: Zxid): boolean {
    // Write here (step fencing): One comparison, and one thing to remember.
    throw new Error("Not written yet (step fencing)");
  }
}
