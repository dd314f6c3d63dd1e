import type { Transaction } from "#sessions/changes";
import { develop } from "#transaction-log/picture";
import type { Storage } from "#transaction-log/storage";
import type { Zxid } from "#znode-tree/changes";

/**
 * A leader's history on its way to a follower: what the leader sends between its epoch and `newLeader`. It is gathered
 * first and stored as a whole.
 */
export class IncomingHistory {
  // #region own follower: Your fields.
  #truncateTo: Zxid | undefined;
  readonly #pieces: Uint8Array[] = [];
  readonly #proposals: Transaction[] = [];
  #committed: Zxid = 0n;
  // #endregion

  /** Everything behind this zxid is to be cut off. */
  truncate(zxid: Zxid): void {
    // #region write follower: Keep it for later.
    this.#truncateTo = zxid;
    // #endregion
  }

  /** A piece of a picture of the leader's database. */
  piece(piece: Uint8Array): void {
    // #region write follower: Keep it for later.
    this.#pieces.push(piece);
    // #endregion
  }

  propose(transaction: Transaction): void {
    // #region write follower: Keep it for later.
    this.#proposals.push(transaction);
    // #endregion
  }

  commit(zxid: Zxid): void {
    // #region write follower: All up to it is committed.
    this.#committed = zxid;
    // #endregion
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
    // #region write follower: A picture, a cut or neither; then the transactions behind it; and flush before `done`.
    if (this.#pieces.length > 0) {
      const developed = develop(this.#pieces);
      if (developed === undefined) {
        done(undefined);
        return;
      }
      // The picture was taken while the leader went on: it is whole when all up to its end has been applied.
      const { database, end } = developed;
      const rest: Transaction[] = [];
      for (const each of this.#proposals) {
        if (each.zxid <= end) database.apply(each);
        else rest.push(each);
      }
      storage.replace(database, () => this.#append(rest, storage, logged, done));
    } else if (this.#truncateTo !== undefined) {
      if (!storage.canGoBackTo(this.#truncateTo)) {
        done(undefined);
        return;
      }
      storage.truncate(this.#truncateTo, () => this.#append(this.#proposals, storage, logged, done));
    } else {
      this.#append(this.#proposals, storage, logged, done);
    }
    // #endregion
  }

  // #region own follower: Room for helpers of your own.
  #append(
    transactions: readonly Transaction[],
    storage: Storage,
    logged: (transaction: Transaction) => void,
    done: (uncommitted: Transaction[]) => void,
  ): void {
    const uncommitted: Transaction[] = [];
    for (const each of transactions) {
      logged(each);
      storage.append(each, () => {});
      if (each.zxid <= this.#committed) storage.database.apply(each);
      else uncommitted.push(each);
    }
    storage.log.sync(() => done(uncommitted));
  }
  // #endregion
}
