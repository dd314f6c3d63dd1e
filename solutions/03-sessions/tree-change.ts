import type { Change as TreeChange, Transaction as TreeTransaction } from "#znode-tree/changes";
import type { Change, Transaction } from "./changes";

/**
 * What a change does to the znodes. The tree, its pending changes and the watches were built before there were
 * sessions, and needn't know of them.
 */
export function treeChange(change: Change): TreeChange {
  // #region write ephemerals: To the tree, the end of a session is something that it knows already. And the beginning?
  if (change.type === "openSession") return { type: "multi", changes: [] };
  if (change.type === "closeSession") return { type: "multi", changes: change.deletes };
  return change;
  // #endregion
}

/** A transaction as the tree and the watches take it. */
export function treeTransaction(transaction: Transaction): TreeTransaction {
  return { ...transaction, change: treeChange(transaction.change) };
}
