import type { SessionId } from "#znode-tree/changes";
import { isSession } from "#znode-tree/owners";
import type { Change } from "./changes";
import { treeChange } from "./tree-change";

/**
 * Which znodes are containers or have a time to live, kept up with every change, so that nobody looks through the tree
 * for them. It comes into play in chapter 11. Nothing to write here.
 */
export class PassingZnodes {
  readonly #paths = new Set<string>();

  /** Takes a change in. */
  apply(change: Change): void {
    const tree = treeChange(change);
    for (const single of tree.type === "multi" ? tree.changes : [tree]) {
      if (single.type === "delete") this.#paths.delete(single.path);
      if (single.type === "create" && isPassing(single.ephemeralOwner)) this.#paths.add(single.path);
    }
  }

  /** Their paths. */
  [Symbol.iterator](): IterableIterator<string> {
    return this.#paths.values();
  }
}

/** Whether the owner is that of a container, or a time to live. */
export function isPassing(owner: SessionId): boolean {
  return owner !== 0n && !isSession(owner);
}
