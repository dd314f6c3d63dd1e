import type { ServerId } from "./members";

// #region show quorum
/**
 * A rule that says when enough servers have agreed.
 *
 * Whatever the rule is, any two groups that are enough must have a server in common: then what one group has decided
 * can't be unknown to the next. Nothing to write here; the rules follow.
 */
export interface Quorum {
  /** Those whose word counts. */
  readonly voters: ReadonlySet<ServerId>;

  /** Whether these servers are enough. Others than the voters may be among them; they add nothing. */
  isReachedBy(servers: ReadonlySet<ServerId>): boolean;
}
// #endregion
