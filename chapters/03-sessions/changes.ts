import type { DeleteChange, SessionId, Change as TreeChange, Zxid } from "#znode-tree/changes";

/** Sessions as they travel and are kept. Nothing to write here. */

/** What every server knows of a session. It is the same on all of them, and outlives each of them. */
export interface Session {
  id: SessionId;
  /** The silence after which it is over, in ms: what client and server have agreed on. */
  timeout: number;
  /** Whoever knows it may use the session: {@link PASSWORD_BYTES} bytes. */
  password: Uint8Array;
}

/** Bytes of a session's password. Source: ZooKeeper's `ZooKeeperServer.generatePasswd`. */
export const PASSWORD_BYTES = 16;

/** What can be decided: a change of the tree, or the beginning or end of a session. */
export type Change = TreeChange | OpenSessionChange | CloseSessionChange;

export interface OpenSessionChange extends Session {
  type: "openSession";
}
export interface CloseSessionChange {
  type: "closeSession";
  id: SessionId;
  /** All that goes with the session. Whoever applies it has nothing left to look up. */
  deletes: DeleteChange[];
}

/** A change with its place in the order of all changes. */
export interface Transaction {
  zxid: Zxid;
  /** When it was decided, in ms since 1970. */
  time: number;
  change: Change;
}

/** A session's id as ZooKeeper's logs show it. */
export function showSession(id: SessionId): string {
  return `0x${id.toString(16)}`;
}
