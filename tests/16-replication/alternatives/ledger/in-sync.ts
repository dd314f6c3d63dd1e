import type { Offset } from "#commit-log/record-batch";
import type { Progress } from "#replication/progress";

/** Goes through the list and notes down who must go. */
export function laggards(
  isr: readonly string[],
  leader: string,
  progress: Progress,
  now: number,
  lagMs: number,
): string[] {
  const late: string[] = [];
  const deadline = now - lagMs;
  for (const name of isr) {
    if (name === leader) continue;
    if (progress.caughtUpAt(name) < deadline) late.push(name);
  }
  return late;
}

/** It must have reached the later of two places. */
export function mayJoin(end: Offset, highWatermark: Offset, epochStart: Offset): boolean {
  const needed = highWatermark > epochStart ? highWatermark : epochStart;
  return end >= needed;
}
