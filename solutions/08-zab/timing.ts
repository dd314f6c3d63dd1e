/** How patient servers are with each other. Nothing to write here. */
export interface Timing {
  /** The unit of time, in ms. ZooKeeper's `tickTime`. */
  tick: number;
  /** Ticks from the election until a leader must have a quorum behind it, and a follower a leader's history. */
  initLimit: number;
  /** Ticks of silence after which leader and follower give each other up. */
  syncLimit: number;
}

/** The limits are those of ZooKeeper's sample configuration; its tick is 2000 ms, and a short one makes short runs. */
export const TIMING: Timing = { tick: 500, initLimit: 10, syncLimit: 5 };
