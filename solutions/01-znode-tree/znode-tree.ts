import { type Access, AccessLists } from "./access";
import type { Change, SessionId, Stat, Transaction, Zxid, ZnodeRecord, ZnodeView } from "./changes";
import { KeeperError } from "./errors";
import { nameOf, parentOf } from "./paths";

// #region own tree: What must a znode remember? Start with its data and its children; step 3 asks for more.
const NO_CHILDREN: readonly string[] = [];

class Znode {
  mzxid: Zxid;
  pzxid: Zxid;
  mtime: number;
  version = 0;
  /** How many children it was given in all its life: never goes down, so a sequence number never comes twice. */
  creates = 0;
  /** Most znodes are leaves: a set is made with the first child. */
  #children: Set<string> | undefined;
  /** The answer to the last getChildren, until a child comes or goes: readers of a wide znode share one copy. */
  #listed: readonly string[] | undefined;

  constructor(
    public data: Uint8Array,
    readonly czxid: Zxid,
    readonly ctime: number,
    readonly ephemeralOwner: SessionId,
  ) {
    this.mzxid = czxid;
    this.pzxid = czxid;
    this.mtime = ctime;
  }

  get childCount(): number {
    return this.#children?.size ?? 0;
  }

  children(): readonly string[] {
    if (this.#children === undefined) return NO_CHILDREN;
    this.#listed ??= [...this.#children];
    return this.#listed;
  }

  addChild(name: string): void {
    this.#children ??= new Set();
    this.#children.add(name);
    this.#listed = undefined;
  }

  removeChild(name: string): void {
    this.#children?.delete(name);
    this.#listed = undefined;
  }
}
// #endregion

/**
 * The tree of znodes of one server. It decides nothing: it applies transactions that were decided elsewhere, in the
 * order of their zxids, and it answers reads. The root, `/`, is always there.
 *
 * Applying is idempotent: a run of transactions that the tree already holds, applied once more, leaves it as it was.
 * A server that restarts relies on it (chapter 5).
 */
export class ZnodeTree implements ZnodeView {
  // #region own tree: Where do the znodes live? Think of what a million of them cost.
  /** One flat map: finding a znode costs the same at any depth. */
  readonly #znodes = new Map<string, Znode>([["/", new Znode(new Uint8Array(0), 0n, 0, 0n)]]);
  // #endregion

  readonly #access = new AccessLists();

  /** Carries out a transaction. It never fails: what could go wrong was ruled out when it was decided. */
  apply(transaction: Transaction): void {
    this.#applyChange(transaction.change, transaction.zxid, transaction.time);
    this.#access.apply(transaction.change);
  }

  #applyChange(change: Change, zxid: Zxid, time: number): void {
    switch (change.type) {
      case "create": {
        // #region write tree: Put the znode into the tree and its name among its parent's children.
        const parent = this.#znodes.get(parentOf(change.path));
        if (parent === undefined) return;
        if (!this.#znodes.has(change.path)) {
          this.#znodes.set(change.path, new Znode(change.data, zxid, time, change.ephemeralOwner));
          parent.addChild(nameOf(change.path));
        }
        // A transaction that is applied again, to a tree that is ahead of it, must not turn these back.
        parent.creates = Math.max(parent.creates, change.parentCreates);
        if (zxid > parent.pzxid) parent.pzxid = zxid;
        return;
        // #endregion
      }
      case "setData": {
        // #region write tree: Give the znode its new data.
        const znode = this.#znodes.get(change.path);
        if (znode === undefined) return;
        znode.data = change.data;
        znode.version = change.version;
        znode.mzxid = zxid;
        znode.mtime = time;
        return;
        // #endregion
      }
      case "delete": {
        // #region write tree: Take the znode out, and its name from its parent's children.
        const parent = this.#znodes.get(parentOf(change.path));
        if (parent === undefined) return;
        this.#znodes.delete(change.path);
        parent.removeChild(nameOf(change.path));
        if (zxid > parent.pzxid) parent.pzxid = zxid;
        return;
        // #endregion
      }
      case "check":
      case "setAcl":
        return;
      case "multi": {
        // #region write multi: Every change of a multi has the same zxid and time.
        for (const single of change.changes) this.#applyChange(single, zxid, time);
        return;
        // #endregion
      }
    }
  }

  /**
   * The data of a znode. The array is the tree's own: read it, don't write into it.
   * @throws KeeperError NoNode
   */
  getData(path: string): Uint8Array {
    // #region write tree: Find the znode, or say NoNode.
    return this.#find(path).data;
    // #endregion
  }

  /**
   * The names (not paths) of a znode's children, in no promised order; empty for a leaf. The list stays as it is when
   * the tree changes. Asking again costs nothing until a child comes or goes.
   * @throws KeeperError NoNode
   */
  getChildren(path: string): readonly string[] {
    // #region write tree: A list that later changes of the tree don't touch.
    return this.#find(path).children();
    // #endregion
  }

  /** A znode's Stat as it is now, or undefined where there is no such znode. */
  exists(path: string): Stat | undefined {
    // #region write stat: Eleven numbers. Which can be derived instead of kept? `access` knows the aversion.
    const znode = this.#znodes.get(path);
    if (znode === undefined) return undefined;
    return {
      czxid: znode.czxid,
      mzxid: znode.mzxid,
      pzxid: znode.pzxid,
      ctime: znode.ctime,
      mtime: znode.mtime,
      version: znode.version,
      // Every child was created once, and those that are no longer here were deleted once.
      cversion: znode.creates + (znode.creates - znode.childCount),
      aversion: this.access(path).version,
      ephemeralOwner: znode.ephemeralOwner,
      dataLength: znode.data.length,
      numChildren: znode.childCount,
    };
    // #endregion
  }

  record(path: string): ZnodeRecord | undefined {
    // #region write requests: What a decision needs: version, creates, children, ephemeralOwner.
    const znode = this.#znodes.get(path);
    if (znode === undefined) return undefined;
    return {
      version: znode.version,
      creates: znode.creates,
      children: znode.childCount,
      ephemeralOwner: znode.ephemeralOwner,
    };
    // #endregion
  }

  /** A znode's access list, and how often it was set: kept for you, beside the tree. */
  access(path: string): Access {
    return this.#access.of(path);
  }

  // #region own tree: Room for helpers of your own.
  #find(path: string): Znode {
    const znode = this.#znodes.get(path);
    if (znode === undefined) throw new KeeperError("NoNode", path);
    return znode;
  }
  // #endregion
}
