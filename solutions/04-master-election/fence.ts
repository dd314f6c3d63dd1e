import type { Zxid } from "#znode-tree/changes";

/**
 * Stands before something that only one may change at a time, and that isn't ZooKeeper: a disk, a printer, the copies
 * of a database. Whoever comes shows the token of its leadership or its lock.
 */
export class Fence {
  // #region own fencing: Your fields.
  #highest: Zxid = 0n;
  // #endregion

  /** Whether whoever shows this token may pass. Once a token has passed, no lower one does. */
  admit(token: Zxid): boolean {
    // #region write fencing: One comparison, and one thing to remember.
    if (token < this.#highest) return false;
    this.#highest = token;
    return true;
    // #endregion
  }
}
