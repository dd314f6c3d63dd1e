import type { WatchedEvent } from "#watches/events";
import type { SingleWriteResult } from "#watches/messages";
import type { SessionId, SingleRequest, Stat, Zxid } from "#znode-tree/changes";

/** ZooKeeper as the programs of this chapter see it. Nothing to write here. */

// #region show keeper
/**
 * A client of ZooKeeper, with one session. Every promise may be rejected with a KeeperError, among them these two:
 *
 * - `ConnectionLoss`: the request was on its way when the connection broke. It was done or it wasn't; nobody knows.
 *   The client dials again by itself, and the session goes on if it isn't too late.
 * - `SessionExpired`: the session is over, and its ephemeral znodes are gone. This client does nothing any more.
 */
export interface Keeper {
  /** The session's id; 0n until the first answer of a server. */
  readonly session: SessionId;
  readonly state: KeeperState;
  /** With `sequential` the server ends the name with a number: see the path that comes back. */
  create(path: string, data: Uint8Array, options?: CreateOptions): Promise<Created>;
  getData(path: string, watcher?: Watcher): Promise<{ data: Uint8Array; stat: Stat }>;
  /** Undefined where there is no such znode. Its watcher is told in either case when that changes. */
  exists(path: string, watcher?: Watcher): Promise<Stat | undefined>;
  getChildren(path: string, watcher?: Watcher): Promise<readonly string[]>;
  /** @param version that the znode must have; by default any */
  setData(path: string, data: Uint8Array, version?: number): Promise<Stat>;
  /** @param version that the znode must have; by default any */
  delete(path: string, version?: number): Promise<void>;
  /** All of them or none. An ephemeral create belongs to this session, whatever it says. */
  multi(requests: readonly SingleRequest[]): Promise<SingleWriteResult[]>;
  /** Ends the session, if it isn't over. */
  close(): Promise<void>;
}

/** Called once: when what it watches has changed, or when the session is over and nobody will tell any more. */
export type Watcher = (event: WatchedEvent | SessionOver) => void;
// #endregion

export interface SessionOver {
  type: "SessionOver";
}

/** Which kind of znode a create makes. By default it is persistent, and its name is as it is asked for. */
export interface CreateOptions {
  ephemeral?: boolean;
  sequential?: boolean;
}

/** What has been created. */
export interface Created {
  path: string;
  stat: Stat;
}

/**
 * - `connecting`: no server answers at the moment. The session may be over; only a server can tell.
 * - `connected`: a server has answered, and hasn't been silent for too long since.
 * - `expired`: a server has said that the session is over.
 * - `closed`: the program has ended it.
 */
export type KeeperState = "connecting" | "connected" | "expired" | "closed";

/** Where a client stands among the transactions: for those who look on. */
export interface Informed {
  /** The highest zxid of all replies: of everything up to it the client has been told. */
  readonly lastZxid: Zxid;
}
