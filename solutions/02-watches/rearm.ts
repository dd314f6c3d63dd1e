import type { ZnodeTree } from "#znode-tree/znode-tree";
import { NO_ZXID, type EventType, type WatchedEvent, type WatchKind } from "./events";
import type { SetWatchesRequest } from "./messages";

/** What becomes of a client's watches on a new connection. */
export interface Rearmed {
  /** What the client has missed: these watches have fired. */
  missed: WatchedEvent[];
  /** The watches that go on. */
  armed: { kind: WatchKind; path: string }[];
}

/**
 * Compares what a client last knew with what the tree holds now. Every one-shot watch either fires or goes on.
 * Watches that stay go on, and what they missed is not made up for.
 *
 * @see ZooKeeper Programmer's Guide, "ZooKeeper Watches"; ZOOKEEPER-1667
 */
export function rearm(tree: ZnodeTree, request: SetWatchesRequest): Rearmed {
  // #region write reconnect: For each watch: what must have happened, if the znode looks as it does now?
  const missed: WatchedEvent[] = [];
  const armed: Rearmed["armed"] = [];
  const settle = (path: string, kind: WatchKind, type: EventType | undefined): void => {
    if (type === undefined) armed.push({ kind, path });
    else missed.push({ type, path, zxid: NO_ZXID });
  };
  const since = request.relativeZxid;

  for (const path of request.data) {
    const stat = tree.exists(path);
    if (stat === undefined) settle(path, "data", "NodeDeleted");
    else settle(path, "data", stat.mzxid > since ? "NodeDataChanged" : undefined);
  }
  for (const path of request.exists) {
    settle(path, "data", tree.exists(path) === undefined ? undefined : "NodeCreated");
  }
  for (const path of request.children) {
    const stat = tree.exists(path);
    if (stat === undefined) settle(path, "children", "NodeDeleted");
    else settle(path, "children", stat.pzxid > since ? "NodeChildrenChanged" : undefined);
  }
  for (const path of request.persistent) settle(path, "persistent", undefined);
  for (const path of request.recursive) settle(path, "recursive", undefined);
  return { missed, armed };
  // #endregion
}
