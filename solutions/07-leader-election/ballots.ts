import type { ServerId } from "#quorum/members";
import type { Quorum } from "#quorum/quorum";
import type { Vote } from "./vote";

/** The votes of one round: one for each server, and the last one that was heard of it counts. */
export class Ballots {
  // #region own ballots: Your fields.
  readonly #votes = new Map<ServerId, Vote>();
  // #endregion

  /** A server votes. What it voted for before counts no more. */
  cast(server: ServerId, vote: Vote): void {
    // #region write ballots: One server, one vote.
    this.#votes.set(server, vote);
    // #endregion
  }

  /** A server votes no more in this round: it has gone to follow somebody. */
  withdraw(server: ServerId): void {
    // #region write ballots: As if it had never voted.
    this.#votes.delete(server);
    // #endregion
  }

  /** A new round begins, and nobody has voted in it. */
  clear(): void {
    // #region write ballots: Nothing of it counts any more.
    this.#votes.clear();
    // #endregion
  }

  /** Whether enough servers vote for exactly this: the same server, with the same history. */
  isBacked(vote: Vote, quorum: Quorum): boolean {
    // #region write ballots: Who says the same? And are they enough?
    const backers = new Set<ServerId>();
    for (const [server, cast] of this.#votes) if (isSame(cast, vote)) backers.add(server);
    return quorum.isReachedBy(backers);
    // #endregion
  }
}

// #region own ballots: Room for helpers of your own.
function isSame(a: Vote, b: Vote): boolean {
  return a.leader === b.leader && a.epoch === b.epoch && a.zxid === b.zxid;
}
// #endregion
