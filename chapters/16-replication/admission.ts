import type { CommitLog } from "#commit-log/commit-log";
import { type BatchInfo, type Offset, readInfo } from "#commit-log/record-batch";
import type { ReplicaError } from "./messages";

/** Nothing to write here. */

/** What is to be done with a batch that somebody wants to be written. */
export type Judgement =
  | { type: "new" }
  /** It is in the log already, at these offsets. */
  | { type: "duplicate"; baseOffset: Offset; lastOffset: Offset }
  | { type: "refused"; error: ReplicaError };

/** Knows what is in a log, and judges by that what may be added. It is asked by the copy that leads. */
export interface Admission {
  /** Up to here it knows the log. */
  readonly seen: Offset;
  /** A batch that is in the log: the next one after those it has seen. */
  learn(info: BatchInfo): void;
  /** From this offset on the log may hold something else now, and will be told anew. */
  forget(from: Offset): void;
  judge(info: BatchInfo): Judgement;
}

/** About how many bytes are read at a time. */
const PIECE = 1024 * 1024;

/** Tells it what has come since. */
export function catchUp(admission: Admission, log: CommitLog): void {
  while (admission.seen < log.endOffset) {
    const from = admission.seen < log.startOffset ? log.startOffset : admission.seen;
    const batches = log.read(from, PIECE);
    if (batches.length === 0) return;
    for (const batch of batches) admission.learn(readInfo(batch));
  }
}
