import type { Zxid } from "#znode-tree/changes";
import type { ServerId } from "#quorum/members";

// #region show vote
/** How far a server's history has come: of two servers, the one with the higher history leads. */
export interface Standing {
  /** The last epoch that the server has taken part in: its `currentEpoch`. 32 bits. */
  epoch: number;
  /** The last transaction in its log. */
  zxid: Zxid;
}

/** Who shall lead, and why: the candidate's own standing. */
export interface Vote extends Standing {
  leader: ServerId;
}
// #endregion

/** Whether a vote is better than another: the later epoch, then the higher zxid, then the higher number of a server. */
export function supersedes(vote: Vote, other: Vote): boolean {
  // #region write precedence: Three questions in their order; the next counts only where the one before is a draw.
  if (vote.epoch !== other.epoch) return vote.epoch > other.epoch;
  if (vote.zxid !== other.zxid) return vote.zxid > other.zxid;
  return vote.leader > other.leader;
  // #endregion
}
