import type { Zxid } from "#znode-tree/changes";

export interface Link {
  previous: Zxid;
  zxid: Zxid;
}

export type SyncPlan = { kind: "diff" } | { kind: "truncate"; to: Zxid } | { kind: "snapshot" };

/** Never wrong: whoever hasn't just the same gets everything. */
export function planSync(follower: Zxid, last: Zxid, behind: readonly Link[] | undefined): SyncPlan {
  return behind?.length === 0 && follower === last ? { kind: "diff" } : { kind: "snapshot" };
}
