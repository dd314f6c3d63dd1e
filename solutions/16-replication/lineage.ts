import type { CommitLog } from "#commit-log/commit-log";
import type { Offset } from "#commit-log/record-batch";

/** An epoch, and the offset of the first record that may have been written in it. */
export interface EpochStart {
  epoch: number;
  start: Offset;
}

/** Up to where the records of an epoch go. */
export interface EpochEnd {
  epoch: number;
  /** Behind its last record: where the next epoch begins, or the log ends. */
  end: Offset;
}

/** Which leader has written which part of a log. Epochs rise, and so do the offsets at which they begin. */
export class Lineage {
  // #region own lineage: Your fields.
  #starts: EpochStart[] = [];
  // #endregion

  /** What a log says: each of its batches has the epoch in it under which it was written. Only headers are kept in memory, one at a time. */
  static of(log: CommitLog): Lineage {
    const lineage = new Lineage();
    for (const segment of log.segments) for (const { info } of segment.batches()) lineage.assign(info);
    return lineage;
  }

  /** From the oldest epoch on. */
  get starts(): readonly EpochStart[] {
    // #region write lineage: All of them.
    return this.#starts;
    // #endregion
  }

  /** The newest epoch; undefined if there is none. */
  get latest(): number | undefined {
    return this.starts.at(-1)?.epoch;
  }

  /** From this offset on, an epoch writes. It may have begun before, and then nothing changes. */
  assign({ leaderEpoch, baseOffset }: { leaderEpoch: number; baseOffset: Offset }): void {
    // #region write lineage: Is it a new one?
    if (leaderEpoch <= (this.latest ?? -1)) return;
    // An epoch in which nothing was written ends where it began: what begins there now takes its place for readers.
    this.#starts.push({ epoch: leaderEpoch, start: baseOffset });
    // #endregion
  }

  /**
   * The newest epoch that isn't newer than this one, and where it ends; undefined if all are newer.
   * @param logEnd the log's end: that is where the newest epoch ends
   */
  endOf(epoch: number, logEnd: Offset): EpochEnd | undefined {
    // #region write lineage: It ends where the next one begins.
    const index = this.#starts.findLastIndex((each) => each.epoch <= epoch);
    if (index < 0) return undefined;
    return { epoch: this.#starts[index]!.epoch, end: this.#starts[index + 1]?.start ?? logEnd };
    // #endregion
  }

  /** The log was cut: it ends at this offset now. */
  truncate(logEnd: Offset): void {
    // #region write lineage: Which epochs have nothing any more?
    this.#starts = this.#starts.filter(({ start }) => start < logEnd);
    // #endregion
  }

  /** All records are gone. */
  clear(): void {
    // #region write lineage: And so are the epochs.
    this.#starts = [];
    // #endregion
  }
}

/** Where a follower must cut its log, and whether it must ask again after that. */
export interface Cut {
  to: Offset;
  asksAgain: boolean;
}

/**
 * Compares a follower's log with its leader's. Records of the same epoch at the same offset are the same record, since
 * one leader has written both.
 *
 * @param lineage the follower's
 * @param logEnd the follower's
 * @param asked the epoch that the follower has asked about: its newest
 * @param answer what the leader's own lineage says of it; undefined if all the leader's epochs are newer
 *
 * Source: KIP-101; KIP-279 for logs that don't have the same epochs.
 */
export function cutFor(lineage: Lineage, logEnd: Offset, asked: number, answer: EpochEnd | undefined): Cut {
  // #region write lineage: Do both have that epoch? Then it is as long as the shorter one. If not, which have both?
  if (answer === undefined) return { to: 0n, asksAgain: false };
  const mine = lineage.endOf(answer.epoch, logEnd);
  if (mine === undefined) return { to: 0n, asksAgain: false };
  if (mine.epoch === answer.epoch) {
    return { to: mine.end < answer.end ? mine.end : answer.end, asksAgain: false };
  }
  return { to: mine.end, asksAgain: mine.epoch !== asked };
  // #endregion
}
