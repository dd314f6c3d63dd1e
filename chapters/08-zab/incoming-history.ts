import type { Transaction } from "#sessions/changes";
import { develop } from "#transaction-log/picture";
import type { Storage } from "#transaction-log/storage";
import type { Zxid } from "#znode-tree/changes";

/**
 * A leader's history on its way to a follower: what the leader sends between its epoch and `newLeader`. It is gathered
 * first and stored as a whole.
 */
export class IncomingHistory {
  // Yours (step follower): Your fields.

  /** Everything behind this zxid is to be cut off. */
  truncate(zxid: Zxid): void {
    // Write here (step follower): Keep it for later.
    throw new Error("Not written yet (step follower)");
  }

  /** A piece of a picture of the leader's database. */
  piece(piece: Uint8Array): void {
    // Write here (step follower): Keep it for later.
    throw new Error("Not written yet (step follower)");
  }

  propose(transaction: Transaction): void {
    // Write here (step follower): Keep it for later.
    throw new Error("Not written yet (step follower)");
  }

  commit(zxid: Zxid): void {
    // Write here (step follower): All up to it is committed.
    throw new Error("Not written yet (step follower)");
  }

  /**
   * Brings a storage to this history. What is committed is in its database then.
   *
   * @param logged called for each transaction before it is logged
   * @param done called when all of it is durable, with what is logged and not committed, in order; or with undefined if
   *   the picture isn't whole, or the storage can't go back so far: then nothing has been changed
   */
  store(
    storage: Storage,
    logged: (transaction: Transaction) => void,
    done: (uncommitted: Transaction[] | undefined) => void,
  ): void {
    // Write here (step follower): A picture, a cut or neither; then the transactions behind it; and flush before `done`.
    throw new Error("Not written yet (step follower)");
  }

  // Yours (step follower): Room for helpers of your own.
}
