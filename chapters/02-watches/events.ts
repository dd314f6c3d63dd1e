import type { Zxid } from "#znode-tree/changes";

/** What a watcher is told, and the names of the watches. Nothing to write here. */

/** What happened to a znode, by ZooKeeper's own names. */
export type EventType = "NodeCreated" | "NodeDeleted" | "NodeDataChanged" | "NodeChildrenChanged";

/**
 * Told to a watcher. It says what happened and not what is there now: between the event and a read the znode may have
 * changed again, and the read is the truth.
 */
export interface WatchedEvent {
  type: EventType;
  /** The znode that it happened to. */
  path: string;
  /** The transaction that did it, or {@link NO_ZXID} for what was missed and made up for on a new connection. */
  zxid: Zxid;
}

/** The zxid of an event of which no more is known than that it was missed. */
export const NO_ZXID: Zxid = -1n;

/** The numbers of the event types on the wire. Source: ZooKeeper's `Watcher.Event.EventType`. */
export const EventCode = {
  NodeCreated: 1,
  NodeDeleted: 2,
  NodeDataChanged: 3,
  NodeChildrenChanged: 4,
} as const satisfies Record<EventType, number>;

/**
 * - `data`: once, when the znode is created, deleted or given data. `getData` and `exists` leave it.
 * - `children`: once, when a child comes or goes, or the znode itself is deleted. `getChildren` leaves it.
 * - `persistent`: both of these, again and again.
 * - `recursive`: again and again, when this znode or any znode below it is created, deleted or given data.
 */
export type WatchKind = "data" | "children" | "persistent" | "recursive";

/** The kinds of watches that stay. */
export type LastingKind = "persistent" | "recursive";

/** Their numbers on the wire. Source: ZooKeeper's `AddWatchMode`. */
export const AddWatchMode = { persistent: 0, recursive: 1 } as const satisfies Record<LastingKind, number>;
