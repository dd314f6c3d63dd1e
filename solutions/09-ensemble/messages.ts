import type { Session } from "#sessions/changes";
import type { Refusal } from "#watches/messages";
import type { Request, SessionId } from "#znode-tree/changes";

/**
 * What followers ask their leader, and what it answers: the program's own messages, which come in order with the
 * proposals and commits of chapter 8. Nothing to write here.
 */
export type EnsembleMessage = Forward | Heard | Answer;

// #region show forward
/** Something that only the leader can decide, asked for a client of a follower. */
export interface Forward {
  type: "forward";
  /** Drawn anew whenever a server begins to follow, so that no answer is taken for one to its earlier life. */
  life: number;
  /** The follower's number for what it asks. */
  request: number;
  ask: Ask;
}
export type Ask =
  | { type: "open"; session: Session }
  | { type: "attach"; id: SessionId; password: Uint8Array }
  | { type: "write"; id: SessionId; request: Request }
  | { type: "close"; id: SessionId }
  | { type: "sync" };

/** These sessions have been heard of since the last report. */
export interface Heard {
  type: "heard";
  sessions: SessionId[];
}
// #endregion

// #region show answer
/** It comes behind everything that was committed when the leader gave it. */
export interface Answer {
  type: "answer";
  life: number;
  request: number;
  outcome: Outcome;
}
export type Outcome =
  /** What was asked for is the last transaction that was committed before this answer; or it needed none. */
  | { type: "done" }
  /** The session goes on; or, without one, it is over or the password is wrong. */
  | { type: "attached"; session?: Session }
  | Refusal;
// #endregion
