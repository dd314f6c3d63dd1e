import type { Request, Transaction, Zxid } from "./changes";
import { PendingChanges } from "./pending";
import { prepare } from "./prepare";
import { ZnodeTree } from "./znode-tree";

/**
 * One server's znodes, with the way of a write in two halves: `propose` decides, `commit` carries out. Between the two
 * a request may wait for a disk (chapter 5) or for a majority (chapter 8), and others may be proposed behind it.
 */
export class ZnodeStore {
  readonly tree = new ZnodeTree();
  // #region own multi: What stands between a proposal and its commit?
  readonly #pending = new PendingChanges(this.tree);
  readonly #proposed: Transaction[] = [];
  #lastZxid: Zxid = 0n;
  // #endregion

  /**
   * Decides a request as if everything proposed before it had been carried out, and gives it the next zxid, counted
   * from 1. A refusal takes no zxid.
   *
   * @param time now, in ms since 1970
   * @throws KeeperError what {@link prepare} throws
   */
  propose(request: Request, time: number): Transaction {
    // #region write multi: Prepare against what is pending, then number it and remember it.
    const change = prepare(this.#pending, request);
    this.#lastZxid += 1n;
    const transaction = { zxid: this.#lastZxid, time, change };
    this.#pending.add(change);
    this.#proposed.push(transaction);
    return transaction;
    // #endregion
  }

  /** Carries out the oldest proposal. @returns it, or undefined where none waits */
  commit(): Transaction | undefined {
    // #region write multi: The oldest first, and then it is no longer pending.
    const transaction = this.#proposed.shift();
    if (transaction === undefined) return undefined;
    this.tree.apply(transaction);
    this.#pending.arrived();
    return transaction;
    // #endregion
  }

  /** Proposes and commits at once, with whatever was still on its way before it. */
  submit(request: Request, time: number): Transaction {
    const transaction = this.propose(request, time);
    while (this.commit() !== transaction);
    return transaction;
  }
}
