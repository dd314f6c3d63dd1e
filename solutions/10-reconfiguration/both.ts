import type { ServerId } from "#quorum/members";
import type { Quorum } from "#quorum/quorum";

/**
 * The rule while one configuration takes the place of another: a quorum of the old one and a quorum of the new one.
 * A server that belongs to both is counted in both.
 *
 * @see D. Ongaro and J. Ousterhout, "In search of an understandable consensus algorithm", section 6: joint consensus
 */
export class Both implements Quorum {
  readonly voters: ReadonlySet<ServerId>;
  // #region own both: Your fields.
  readonly #old: Quorum;
  readonly #new: Quorum;
  // #endregion

  constructor(old: Quorum, next: Quorum) {
    // #region write both: Whose word counts?
    this.#old = old;
    this.#new = next;
    this.voters = new Set([...old.voters, ...next.voters]);
    // #endregion
  }

  isReachedBy(servers: ReadonlySet<ServerId>): boolean {
    // #region write both: Each by its own rule.
    return this.#old.isReachedBy(servers) && this.#new.isReachedBy(servers);
    // #endregion
  }
}
