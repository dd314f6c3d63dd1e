/** What everybody must agree about a partition. Nothing to write here. */

// #region show state
export interface PartitionState {
  /** Brokers that have a copy, the preferred leader first. */
  replicas: readonly string[];
  /** Undefined: nobody may lead. */
  leader: string | undefined;
  /** One higher with every change of the leader. */
  epoch: number;
  /** Those of the replicas that have everything that was promised. The leader is one of them. */
  isr: readonly string[];
  /** Of the znode that holds this: one higher with every change. */
  version: number;
}
// #endregion

/** The table of states, as a broker sees it: chapter 4's tree keeps it. */
export interface States {
  /**
   * Changes who is in sync, as the leader.
   * @param state as the leader knows it: if it isn't true any more, nothing is changed
   * @param done called when it is certain what the state is now; never within this call
   */
  alter(
    partition: string,
    state: PartitionState,
    isr: readonly string[],
    done: (now: PartitionState) => void,
  ): void;
}
