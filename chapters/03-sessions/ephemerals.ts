import type { SessionId } from "#znode-tree/changes";
import { isSession } from "#znode-tree/owners";
import type { Change } from "./changes";
import { treeChange } from "./tree-change";

/**
 * Which ephemeral znodes each session has, kept up with every change. Finding them costs as many steps as there are:
 * nobody looks through the tree for them.
 */
export class Ephemerals {
  // Yours (step ephemerals): Your fields. A delete names a path and not its owner.

  /** Takes a change in. */
  apply(change: Change): void {
    const tree = treeChange(change);
    for (const single of tree.type === "multi" ? tree.changes : [tree]) {
      // Write here (step ephemerals): Which two kinds of change matter here, and what do they do?
      throw new Error("Not written yet (step ephemerals)");
    }
  }

  /** The paths of a session's ephemeral znodes, in no promised order. The list is the caller's own. */
  of(session: SessionId): string[] {
    // Write here (step ephemerals): None is an empty list.
    throw new Error("Not written yet (step ephemerals)");
  }

  /** The same, and from now on each goes its own way. */
  copy(): Ephemerals {
    // Write here (step ephemerals): What happens to the copy must not happen here.
    throw new Error("Not written yet (step ephemerals)");
  }

  // Yours (step ephemerals): Room for helpers of your own.
}
