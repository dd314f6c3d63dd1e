import type { CommitLog } from "#commit-log/commit-log";
import type { Offset } from "#commit-log/record-batch";

export interface EpochStart {
  epoch: number;
  start: Offset;
}

export interface EpochEnd {
  epoch: number;
  end: Offset;
}

/** A map from each epoch to where it begins. Epochs are entered in their order, and a map keeps it. */
export class Lineage {
  readonly #startOf = new Map<number, Offset>();

  static of(log: CommitLog): Lineage {
    const lineage = new Lineage();
    for (const segment of log.segments) for (const { info } of segment.batches()) lineage.assign(info);
    return lineage;
  }

  get starts(): readonly EpochStart[] {
    return [...this.#startOf].map(([epoch, start]) => ({ epoch, start }));
  }

  get latest(): number | undefined {
    return this.#startOf.size === 0 ? undefined : Math.max(...this.#startOf.keys());
  }

  assign({ leaderEpoch, baseOffset }: { leaderEpoch: number; baseOffset: Offset }): void {
    const isNewest = [...this.#startOf.keys()].every((epoch) => epoch < leaderEpoch);
    if (isNewest && leaderEpoch >= 0) this.#startOf.set(leaderEpoch, baseOffset);
  }

  /** Goes back from the end of the log: what is behind an epoch is where it ends. */
  endOf(epoch: number, logEnd: Offset): EpochEnd | undefined {
    let end = logEnd;
    for (const each of [...this.starts].reverse()) {
      if (each.epoch <= epoch) return { epoch: each.epoch, end };
      end = each.start;
    }
    return undefined;
  }

  truncate(logEnd: Offset): void {
    for (const [epoch, start] of this.#startOf) if (start >= logEnd) this.#startOf.delete(epoch);
  }

  clear(): void {
    this.#startOf.clear();
  }
}

export interface Cut {
  to: Offset;
  asksAgain: boolean;
}

/** Looks for the newest epoch that both know; what the follower has behind it is cut off. */
export function cutFor(lineage: Lineage, logEnd: Offset, asked: number, answer: EpochEnd | undefined): Cut {
  const shared = lineage.starts.filter(({ epoch }) => answer !== undefined && epoch <= answer.epoch).at(-1);
  if (answer === undefined || shared === undefined) return { to: 0n, asksAgain: false };
  const { end } = lineage.endOf(shared.epoch, logEnd)!;
  if (shared.epoch < answer.epoch) return { to: end, asksAgain: shared.epoch < asked };
  return { to: [end, answer.end].reduce((a, b) => (a < b ? a : b)), asksAgain: false };
}
