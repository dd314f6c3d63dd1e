import type { Membership, ServerId } from "#quorum/members";
import type { Standing } from "#leader-election/vote";

/**
 * How a leader finds the number of its epoch, and makes sure that it may lead: nobody in a quorum has promised itself
 * to a later epoch, and nobody in it knows more. It only keeps books.
 */
export class Discovery {
  readonly #membership: Membership;
  // Yours (step epochs): Your fields.

  constructor(membership: Membership) {
    this.#membership = membership;
  }

  /** The number of the epoch, once it is known. */
  get epoch(): number | undefined {
    // Write here (step epochs): Known once a quorum has told.
    throw new Error("Not written yet (step epochs)");
  }

  /** Whether a quorum has promised to listen to no earlier leader. Once it is so it stays so. */
  get done(): boolean {
    // Write here (step epochs): Were those that have promised enough? Later somebody else may be asked (chapter 10).
    throw new Error("Not written yet (step epochs)");
  }

  /**
   * A server has said which epoch it has accepted last. Only servers that remember all their promises count.
   * @returns whether the number of the new epoch is known by that, and wasn't before
   */
  told(server: ServerId, acceptedEpoch: number): boolean {
    // Write here (step epochs): A number that nobody in a quorum has heard before, and it doesn't change any more.
    throw new Error("Not written yet (step epochs)");
  }

  /** A server has promised to listen to no leader of an earlier epoch. */
  promised(server: ServerId): void {
    // Write here (step epochs): Each counts once. Are they enough?
    throw new Error("Not written yet (step epochs)");
  }
}

/** Whether a history has come further than another: it was in a later epoch, or in the same and has more. */
export function isAhead(one: Standing, other: Standing): boolean {
  // Write here (step epochs): The epoch first.
  throw new Error("Not written yet (step epochs)");
}
