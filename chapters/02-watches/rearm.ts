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
  // Write here (step reconnect): For each watch: what must have happened, if the znode looks as it does now?
  throw new Error("Not written yet (step reconnect)");
}
