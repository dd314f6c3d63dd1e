import type { Zxid } from "#znode-tree/changes";
import { counterOf, epochOf } from "./zxids";

/** A transaction's place in a history: its own zxid, and that of the one right before it (0n for the first of all). */
export interface Link {
  previous: Zxid;
  zxid: Zxid;
}

/**
 * How a follower gets the leader's history.
 *
 * - `diff`: it lacks some transactions at the end, or none
 * - `truncate`: it has some that the leader hasn't; those behind `to` are cut off first
 * - `snapshot`: it gets the whole database
 */
export type SyncPlan = { kind: "diff" } | { kind: "truncate"; to: Zxid } | { kind: "snapshot" };

/**
 * Chooses how a follower is brought up to date. With `diff` and `truncate` it is then sent all of `behind`.
 *
 * @param follower the last zxid in the follower's log
 * @param last the last committed zxid of the leader
 * @param behind the leader's committed transactions behind the follower's zxid, in order; undefined if the leader hasn't
 *   got them all any more
 * @see ZooKeeper source, `LearnerHandler.syncFollower`
 */
export function planSync(follower: Zxid, last: Zxid, behind: readonly Link[] | undefined): SyncPlan {
  // #region write sync-plan: Where do the two histories part? Only a transaction that both have is a place to go back to.
  if (behind === undefined) return { kind: "snapshot" };
  const common = behind[0]?.previous ?? last;
  if (common === follower) return { kind: "diff" };
  // In one epoch there was one leader, and it proposed in order: whoever has a later transaction has the earlier ones.
  // Across epochs nobody knows what the follower has.
  const isShared = common < follower && epochOf(common) === epochOf(follower);
  // The beginning of an epoch is no transaction: no log has it.
  if (isShared && counterOf(common) > 0) return { kind: "truncate", to: common };
  return { kind: "snapshot" };
  // #endregion
}
