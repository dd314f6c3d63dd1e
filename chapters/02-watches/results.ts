import type { Change, SingleChange } from "#znode-tree/changes";
import type { ZnodeTree } from "#znode-tree/znode-tree";
import type { Result, SingleWriteResult } from "./messages";

/** What a writer is told of its write, asked right after the tree has carried it out. Nothing to write here. */
export function resultOf(change: Change, tree: ZnodeTree): Result {
  if (change.type !== "multi") return singleResult(change, tree);
  return { type: "multi", results: change.changes.map((single) => singleResult(single, tree)) };
}

function singleResult(change: SingleChange, tree: ZnodeTree): SingleWriteResult {
  const { type, path } = change;
  if (type === "delete" || type === "check") return { type };
  const stat = tree.exists(path);
  const found = stat === undefined ? {} : { stat };
  return type === "create" ? { type, path, ...found } : { type, ...found };
}
