import type { Zxid } from "#znode-tree/changes";
import type { ServerId } from "#quorum/members";

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

/** Whether a vote is better than another: the later epoch, then the higher zxid, then the higher number of a server. */
export function supersedes(vote: Vote, other: Vote): boolean {
  // Write here (step precedence): Three questions in their order; the next counts only where the one before is a draw.
  throw new Error("Not written yet (step precedence)");
}
