import { type Access, AccessLists } from "./access";
import type { Change, SessionId, Stat, Transaction, Zxid, ZnodeRecord, ZnodeView } from "./changes";
import { KeeperError } from "./errors";
import { nameOf, parentOf } from "./paths";

// Yours (step tree): What must a znode remember? Start with its data and its children; step 3 asks for more.

/**
 * The tree of znodes of one server. It decides nothing: it applies transactions that were decided elsewhere, in the
 * order of their zxids, and it answers reads. The root, `/`, is always there.
 *
 * Applying is idempotent: a run of transactions that the tree already holds, applied once more, leaves it as it was.
 * A server that restarts relies on it (chapter 5).
 */
export class ZnodeTree implements ZnodeView {
  // Yours (step tree): Where do the znodes live? Think of what a million of them cost.

  readonly #access = new AccessLists();

  /** Carries out a transaction. It never fails: what could go wrong was ruled out when it was decided. */
  apply(transaction: Transaction): void {
    this.#applyChange(transaction.change, transaction.zxid, transaction.time);
    this.#access.apply(transaction.change);
  }

  #applyChange(change: Change, zxid: Zxid, time: number): void {
    switch (change.type) {
      case "create": {
        // Write here (step tree): Put the znode into the tree and its name among its parent's children.
        throw new Error("Not written yet (step tree)");
      }
      case "setData": {
        // Write here (step tree): Give the znode its new data.
        throw new Error("Not written yet (step tree)");
      }
      case "delete": {
        // Write here (step tree): Take the znode out, and its name from its parent's children.
        throw new Error("Not written yet (step tree)");
      }
      case "check":
      case "setAcl":
        return;
      case "multi": {
        // Write here (step multi): Every change of a multi has the same zxid and time.
        throw new Error("Not written yet (step multi)");
      }
    }
  }

  /**
   * The data of a znode. The array is the tree's own: read it, don't write into it.
   * @throws KeeperError NoNode
   */
  getData(path: string): Uint8Array {
    // Write here (step tree): Find the znode, or say NoNode.
    throw new Error("Not written yet (step tree)");
  }

  /**
   * The names (not paths) of a znode's children, in no promised order; empty for a leaf. The list stays as it is when
   * the tree changes. Asking again costs nothing until a child comes or goes.
   * @throws KeeperError NoNode
   */
  getChildren(path: string): readonly string[] {
    // Write here (step tree): A list that later changes of the tree don't touch.
    throw new Error("Not written yet (step tree)");
  }

  /** A znode's Stat as it is now, or undefined where there is no such znode. */
  exists(path: string): Stat | undefined {
    // Write here (step stat): Eleven numbers. Which can be derived instead of kept? `access` knows the aversion.
    throw new Error("Not written yet (step stat)");
  }

  record(path: string): ZnodeRecord | undefined {
    // Write here (step requests): What a decision needs: version, creates, children, ephemeralOwner.
    throw new Error("Not written yet (step requests)");
  }

  /** A znode's access list, and how often it was set: kept for you, beside the tree. */
  access(path: string): Access {
    return this.#access.of(path);
  }

  // Yours (step tree): Room for helpers of your own.
}
