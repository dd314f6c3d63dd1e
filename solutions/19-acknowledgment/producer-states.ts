import type { BatchInfo, Offset } from "#commit-log/record-batch";
import type { Admission, Judgement } from "#replication/admission";
import { sequenceAfter } from "./sequence";

/** So many batches of a publisher may be under way at a time, and so many are remembered. */
export const REMEMBERED = 5;

// #region show state
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
// #endregion

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
    // #region write sequences: What must be remembered of it?
    const { producerId, producerEpoch: epoch } = info;
    const before = this.#states.get(producerId);
    if (before !== undefined && epoch < before.epoch) return;
    const earlier = before?.epoch === epoch ? before.batches : [];
    this.#states.set(producerId, { epoch, batches: [...earlier, writtenOf(info)].slice(-REMEMBERED) });
    // #endregion
  }

  forget(from: Offset): void {
    this.#seen = from < this.#seen ? from : this.#seen;
    // #region write sequences: What is still true?
    for (const [id, { epoch, batches }] of [...this.#states]) {
      const left = batches.filter(({ lastOffset }) => lastOffset < from);
      if (left.length > 0) this.#states.set(id, { epoch, batches: left });
      else this.#states.delete(id);
    }
    // #endregion
  }

  judge(info: BatchInfo): Judgement {
    if (info.producerId < 0n) return { type: "new" };
    // #region write sequences: Of which epoch is it? Is it there already? Is it the next one?
    const state = this.#states.get(info.producerId);
    // Whoever isn't known (any more) may begin anywhere: nothing is known that it could contradict.
    if (state === undefined) return { type: "new" };
    if (info.producerEpoch < state.epoch) return { type: "refused", error: "INVALID_PRODUCER_EPOCH" };
    const { first, last } = writtenOf(info);
    if (info.producerEpoch > state.epoch) return inOrder(first === 0);
    const same = state.batches.find((each) => each.first === first && each.last === last);
    if (same !== undefined) {
      return { type: "duplicate", baseOffset: same.baseOffset, lastOffset: same.lastOffset };
    }
    return inOrder(first === sequenceAfter(state.batches.at(-1)!.last, 1));
    // #endregion
  }
}

// #region own sequences: Room for helpers of your own.
function inOrder(is: boolean): Judgement {
  return is ? { type: "new" } : { type: "refused", error: "OUT_OF_ORDER_SEQUENCE_NUMBER" };
}

function writtenOf({ baseSequence, baseOffset, lastOffset }: BatchInfo): Written {
  // By offsets and not by the number of records: some of them may have been compacted away.
  const last = sequenceAfter(baseSequence, Number(lastOffset - baseOffset));
  return { first: baseSequence, last, baseOffset, lastOffset };
}
// #endregion
