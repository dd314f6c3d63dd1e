import type { SessionId } from "#znode-tree/changes";
import { isSession } from "#znode-tree/owners";
import type { Change } from "./changes";
import { treeChange } from "./tree-change";

/**
 * Which ephemeral znodes each session has, kept up with every change. Finding them costs as many steps as there are:
 * nobody looks through the tree for them.
 */
export class Ephemerals {
  // #region own ephemerals: Your fields. A delete names a path and not its owner.
  readonly #ownerOf = new Map<string, SessionId>();
  readonly #pathsOf = new Map<SessionId, Set<string>>();
  // #endregion

  /** Takes a change in. */
  apply(change: Change): void {
    const tree = treeChange(change);
    for (const single of tree.type === "multi" ? tree.changes : [tree]) {
      // #region write ephemerals: Which two kinds of change matter here, and what do they do?
      if (single.type === "delete") this.#remove(single.path);
      if (single.type === "create" && isSession(single.ephemeralOwner)) {
        this.#add(single.path, single.ephemeralOwner);
      }
      // #endregion
    }
  }

  /** The paths of a session's ephemeral znodes, in no promised order. The list is the caller's own. */
  of(session: SessionId): string[] {
    // #region write ephemerals: None is an empty list.
    return [...(this.#pathsOf.get(session) ?? [])];
    // #endregion
  }

  /** The same, and from now on each goes its own way. */
  copy(): Ephemerals {
    // #region write ephemerals: What happens to the copy must not happen here.
    const copy = new Ephemerals();
    for (const [path, owner] of this.#ownerOf) copy.#add(path, owner);
    return copy;
    // #endregion
  }

  // #region own ephemerals: Room for helpers of your own.
  #add(path: string, owner: SessionId): void {
    this.#remove(path);
    this.#ownerOf.set(path, owner);
    this.#pathsOf.set(owner, (this.#pathsOf.get(owner) ?? new Set()).add(path));
  }

  #remove(path: string): void {
    const owner = this.#ownerOf.get(path);
    if (owner === undefined) return;
    this.#ownerOf.delete(path);
    const paths = this.#pathsOf.get(owner)!;
    paths.delete(path);
    if (paths.size === 0) this.#pathsOf.delete(owner);
  }
  // #endregion
}
