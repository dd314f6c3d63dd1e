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
  // #region write controller: Is there a leader? Else the first that is there and in sync. And if there is none?
  const { replicas, leader, epoch, isr } = state;
  if (leader !== undefined && live.has(leader)) return undefined;
  const next = { ...state, epoch: epoch + 1 };
  const clean = replicas.find((name) => live.has(name) && isr.includes(name));
  if (clean !== undefined) return { ...next, leader: clean, isr: isr.filter((name) => live.has(name)) };
  const any = unclean ? replicas.find((name) => live.has(name)) : undefined;
  if (any !== undefined) return { ...next, leader: any, isr: [any] };
  return leader === undefined ? undefined : { ...next, leader: undefined };
  // #endregion
}
