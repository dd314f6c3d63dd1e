import type { BatchInfo, Offset } from "#commit-log/record-batch";
import type { Admission, Judgement } from "#replication/admission";
import { sequenceAfter } from "./sequence";

/** So many batches of a publisher may be under way at a time, and so many are remembered. */
export const REMEMBERED = 5;

/** A batch that is in the log. */
interface Written {
  first: number;
  last: number;
  baseOffset: Offset;
  lastOffset: Offset;
}

/** What is known of a publisher, from what it has written. */
interface ProducerState {
  epoch: number;
  /** The latest batches of this epoch, oldest first. */
  batches: readonly Written[];
}

/**
 * What the publishers of one partition have written last: a batch that comes a second time is recognised. All of it is
 * in the log's batches. KIP-98, Exactly Once Delivery and Transactional Messaging.
 */
export class ProducerStates implements Admission {
  #seen: Offset = 0n;
  readonly #states = new Map<bigint, ProducerState>();

  get seen(): Offset {
    return this.#seen;
  }

  /** How many publishers are known. */
  get size(): number {
    return this.#states.size;
  }

  learn(info: BatchInfo): void {
    this.#seen = info.lastOffset + 1n;
    if (info.producerId < 0n) return;
    // Write here (step sequences): What must be remembered of it?
    throw new Error("Not written yet (step sequences)");
  }

  forget(from: Offset): void {
    this.#seen = from < this.#seen ? from : this.#seen;
    // Write here (step sequences): What is still true?
    throw new Error("Not written yet (step sequences)");
  }

  judge(info: BatchInfo): Judgement {
    if (info.producerId < 0n) return { type: "new" };
    // Write here (step sequences): Of which epoch is it? Is it there already? Is it the next one?
    throw new Error("Not written yet (step sequences)");
  }
}

// Yours (step sequences): Room for helpers of your own.
