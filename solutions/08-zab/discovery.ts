import type { Membership, ServerId } from "#quorum/members";
import type { Standing } from "#leader-election/vote";

/**
 * How a leader finds the number of its epoch, and makes sure that it may lead: nobody in a quorum has promised itself
 * to a later epoch, and nobody in it knows more. It only keeps books.
 */
export class Discovery {
  readonly #membership: Membership;
  // #region own epochs: Your fields.
  readonly #accepted = new Map<ServerId, number>();
  readonly #promised = new Set<ServerId>();
  #done = false;
  #epoch: number | undefined;
  // #endregion

  constructor(membership: Membership) {
    this.#membership = membership;
  }

  /** The number of the epoch, once it is known. */
  get epoch(): number | undefined {
    // #region write epochs: Known once a quorum has told.
    return this.#epoch;
    // #endregion
  }

  /** Whether a quorum has promised to listen to no earlier leader. Once it is so it stays so. */
  get done(): boolean {
    // #region write epochs: Were those that have promised enough? Later somebody else may be asked (chapter 10).
    return this.#done;
    // #endregion
  }

  /**
   * A server has said which epoch it has accepted last. Only servers that remember all their promises count.
   * @returns whether the number of the new epoch is known by that, and wasn't before
   */
  told(server: ServerId, acceptedEpoch: number): boolean {
    // #region write epochs: A number that nobody in a quorum has heard before, and it doesn't change any more.
    if (this.#epoch !== undefined) return false;
    this.#accepted.set(server, acceptedEpoch);
    if (!this.#membership.quorum.isReachedBy(new Set(this.#accepted.keys()))) return false;
    this.#epoch = Math.max(...this.#accepted.values()) + 1;
    return true;
    // #endregion
  }

  /** A server has promised to listen to no leader of an earlier epoch. */
  promised(server: ServerId): void {
    // #region write epochs: Each counts once. Are they enough?
    this.#promised.add(server);
    this.#done ||= this.#membership.quorum.isReachedBy(this.#promised);
    // #endregion
  }
}

/** Whether a history has come further than another: it was in a later epoch, or in the same and has more. */
export function isAhead(one: Standing, other: Standing): boolean {
  // #region write epochs: The epoch first.
  return one.epoch === other.epoch ? one.zxid > other.zxid : one.epoch > other.epoch;
  // #endregion
}
