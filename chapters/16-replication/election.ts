import type { PartitionState } from "./states";

/** Whether one that isn't in sync may lead, if none is left that is: `unclean.leader.election.enable`. */
export interface ElectionOptions {
  unclean: boolean;
}

/**
 * Who leads a partition, and who is in sync, now that these brokers are there.
 *
 * @returns undefined if nothing has to change. The version stays: it says on which state this was decided
 */
export function elect(
  state: PartitionState,
  live: ReadonlySet<string>,
  { unclean }: ElectionOptions,
): PartitionState | undefined {
  // Write here (step controller): Is there a leader? Else the first that is there and in sync. And if there is none?
  throw new Error("Not written yet (step controller)");
}
