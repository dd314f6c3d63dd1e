import type { Zxid } from "#znode-tree/changes";
import type { Transaction } from "#sessions/changes";

/** What a primary and its backups tell each other: plain data. Nothing to write here. */

/** The service of the primary that backups dial. */
export const REPLICATION_SERVICE = "replication";

// #region show messages
export type FromBackup = FollowMessage | AckMessage;

/** The first on a connection: from here on I want everything. Up to this zxid it is on my disk. */
export interface FollowMessage {
  type: "follow";
  zxid: Zxid;
}
/** Everything up to this zxid is on my disk. */
export interface AckMessage {
  type: "ack";
  zxid: Zxid;
}

export type FromPrimary = ProposeMessage | CommitMessage;

/** Put this behind what you have. If you have it already, pass over it, and acknowledge what you have. */
export interface ProposeMessage {
  type: "propose";
  transaction: Transaction;
}
/** Everything up to this zxid counts: carry it out. It was proposed on this connection before, or you had it. */
export interface CommitMessage {
  type: "commit";
  zxid: Zxid;
}
// #endregion

/** What passes on a connection between the two. */
export type ReplicationMessage = FromBackup | FromPrimary;
