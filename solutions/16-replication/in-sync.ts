import type { Offset } from "#commit-log/record-batch";
import type { Progress } from "./progress";

/**
 * Who of those in sync must go: they haven't had everything for too long.
 *
 * @param isr who is in sync
 * @param leader never goes
 * @param lagMs so long one may be behind: `replica.lag.time.max.ms`
 */
export function laggards(
  isr: readonly string[],
  leader: string,
  progress: Progress,
  now: number,
  lagMs: number,
): string[] {
  // #region write in-sync: When did they have everything?
  return isr.filter((name) => name !== leader && now - progress.caughtUpAt(name) > lagMs);
  // #endregion
}

/**
 * Whether a follower may be in sync again: it has everything that was promised.
 *
 * @param epochStart where the leader's log ended when it began to lead. What is before it may have been promised by the
 *   leader before, although this one's high watermark doesn't say so yet
 */
export function mayJoin(end: Offset, highWatermark: Offset, epochStart: Offset): boolean {
  // #region write in-sync: Two conditions.
  return end >= highWatermark && end >= epochStart;
  // #endregion
}
