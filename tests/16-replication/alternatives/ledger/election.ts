import type { PartitionState } from "#replication/states";

export interface ElectionOptions {
  unclean: boolean;
}

/** Makes a list of all that may lead, the best first. */
export function elect(
  state: PartitionState,
  live: ReadonlySet<string>,
  { unclean }: ElectionOptions,
): PartitionState | undefined {
  if (state.leader !== undefined && live.has(state.leader)) return undefined;
  const there = state.replicas.filter((name) => live.has(name));
  const inSync = there.filter((name) => state.isr.includes(name));
  const [leader] = [...inSync, ...(unclean ? there : [])];
  if (leader === undefined && state.leader === undefined) return undefined;
  const isr = (): readonly string[] => {
    if (leader === undefined) return state.isr;
    return inSync.length === 0 ? [leader] : state.isr.filter((name) => live.has(name));
  };
  return { ...state, leader, epoch: state.epoch + 1, isr: isr() };
}
