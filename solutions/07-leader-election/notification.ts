import type { ServerId } from "#quorum/members";
import type { Vote } from "./vote";

/** What the servers tell each other while they look for a leader. Nothing to write here. */

/** The service that election datagrams are posted to. They may be lost, come twice, and overtake each other. */
export const ELECTION_SERVICE = "election";

/**
 * What a server is doing. LOOKING servers vote; the others know whom they follow, and tell those who ask. OBSERVING is
 * what those say who follow and are no participants: in step `no-vote`.
 */
export type PeerState = "LOOKING" | "FOLLOWING" | "LEADING" | "OBSERVING";

// #region show notification
export interface Notification {
  /** Who says so. */
  from: ServerId;
  state: PeerState;
  /** Whom it votes for, or whom it follows or leads as. Absent for a server that has no vote. */
  vote?: Vote;
  /** The sender's round: how often it has looked for a leader. Votes of different rounds aren't counted together. */
  round: number;
}
// #endregion
