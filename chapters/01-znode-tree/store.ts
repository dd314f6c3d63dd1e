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
  // Yours (step multi): What stands between a proposal and its commit?

  /**
   * Decides a request as if everything proposed before it had been carried out, and gives it the next zxid, counted
   * from 1. A refusal takes no zxid.
   *
   * @param time now, in ms since 1970
   * @throws KeeperError what {@link prepare} throws
   */
  propose(request: Request, time: number): Transaction {
    // Write here (step multi): Prepare against what is pending, then number it and remember it.
    throw new Error("Not written yet (step multi)");
  }

  /** Carries out the oldest proposal. @returns it, or undefined where none waits */
  commit(): Transaction | undefined {
    // Write here (step multi): The oldest first, and then it is no longer pending.
    throw new Error("Not written yet (step multi)");
  }

  /** Proposes and commits at once, with whatever was still on its way before it. */
  submit(request: Request, time: number): Transaction {
    const transaction = this.propose(request, time);
    while (this.commit() !== transaction);
    return transaction;
  }
}
