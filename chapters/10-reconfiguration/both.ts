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
  // Yours (step both): Your fields.

  constructor(old: Quorum, next: Quorum) {
    // Write here (step both): Whose word counts?
    throw new Error("Not written yet (step both)");
  }

  isReachedBy(servers: ReadonlySet<ServerId>): boolean {
    // Write here (step both): Each by its own rule.
    throw new Error("Not written yet (step both)");
  }
}
