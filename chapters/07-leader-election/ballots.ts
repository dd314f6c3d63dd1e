import type { ServerId } from "#quorum/members";
import type { Quorum } from "#quorum/quorum";
import type { Vote } from "./vote";

/** The votes of one round: one for each server, and the last one that was heard of it counts. */
export class Ballots {
  // Yours (step ballots): Your fields.

  /** A server votes. What it voted for before counts no more. */
  cast(server: ServerId, vote: Vote): void {
    // Write here (step ballots): One server, one vote.
    throw new Error("Not written yet (step ballots)");
  }

  /** A server votes no more in this round: it has gone to follow somebody. */
  withdraw(server: ServerId): void {
    // Write here (step ballots): As if it had never voted.
    throw new Error("Not written yet (step ballots)");
  }

  /** A new round begins, and nobody has voted in it. */
  clear(): void {
    // Write here (step ballots): Nothing of it counts any more.
    throw new Error("Not written yet (step ballots)");
  }

  /** Whether enough servers vote for exactly this: the same server, with the same history. */
  isBacked(vote: Vote, quorum: Quorum): boolean {
    // Write here (step ballots): Who says the same? And are they enough?
    throw new Error("Not written yet (step ballots)");
  }
}

// Yours (step ballots): Room for helpers of your own.
