import type { Transaction } from "#sessions/changes";
import type { Zxid } from "#znode-tree/changes";
import type { ServerId } from "#quorum/members";

/** What passes between a leader and those who follow it, on one connection, in order. Nothing to write here. */

/** The service on which a leader is dialled. */
export const ZAB_SERVICE = "zab";

/** What passes on such a connection, whichever way. `M`: the messages of the program on top. */
export type Wire<M> = ToLeader<M> | ToFollower<M>;

export type ToLeader<M> =
  | FollowerInfo
  | AckEpoch
  /** The history is on this server's disk, and that it belongs to the leader's epoch is as well. */
  | { type: "ackNewLeader" }
  /** Everything up to this zxid is on this server's disk. */
  | { type: "ack"; zxid: Zxid }
  | { type: "pong" }
  | { type: "program"; message: M };

/** The first message: a server wants to follow. */
export interface FollowerInfo {
  type: "followerInfo";
  id: ServerId;
  /** The last epoch that it has promised to listen to. */
  acceptedEpoch: number;
  /** Whether its disk has forgotten nothing. What a forgetful server says about epochs proves nothing. */
  remembers: boolean;
}

/** The server has promised to listen to no leader of an earlier epoch; and this is how far its history goes. */
export interface AckEpoch {
  type: "ackEpoch";
  /** False if it had promised this very epoch before, perhaps to another leader: then it is no promise to this one. */
  promised: boolean;
  /** The last epoch that it has taken part in. */
  currentEpoch: number;
  /** The last transaction in its log. */
  lastZxid: Zxid;
  /** It must get a picture: it can't go back in its own history. */
  needsPicture?: boolean;
}

export type ToFollower<M> =
  /** The leader's new epoch. */
  | { type: "leaderInfo"; epoch: number }
  /** Cut off everything behind this zxid. */
  | { type: "truncate"; zxid: Zxid }
  /** A piece of a picture of the leader's database, as `takePicture` of chapter 5 makes them. */
  | { type: "snapshot"; piece: Uint8Array }
  | { type: "propose"; transaction: Transaction }
  /** Everything up to this zxid is committed. */
  | { type: "commit"; zxid: Zxid }
  /** With what came before, the follower's history is the leader's. It is to be made durable. */
  | { type: "newLeader"; epoch: number }
  /** A quorum has that history: the follower may serve. */
  | { type: "upToDate" }
  | { type: "ping" }
  | { type: "program"; message: M };
