import type { BatchInfo } from "#commit-log/record-batch";
import { ProducerStates } from "#acknowledgment/producer-states";

/** A publisher's batch, as the broker gets it. */
export function batch(sequence: number, records = 1, epoch = 0, producer = 7): BatchInfo {
  return {
    baseOffset: 0n,
    lastOffset: BigInt(records - 1),
    size: 100,
    leaderEpoch: 0,
    attributes: 0,
    baseTimestamp: 0n,
    maxTimestamp: 0n,
    producerId: BigInt(producer),
    producerEpoch: epoch,
    baseSequence: sequence,
    recordCount: records,
  };
}

/** A log that holds nothing but what it is told of batches. */
export class Ledger {
  readonly states = new ProducerStates();
  readonly log: BatchInfo[] = [];
  end: bigint;

  constructor(start = 0n) {
    this.end = start;
  }

  /** @returns where it is: "new 3", "duplicate 3..4", or why it isn't */
  add(info: BatchInfo): string {
    const judgement = this.states.judge(info);
    if (judgement.type === "refused") return judgement.error;
    if (judgement.type === "duplicate") return `duplicate ${judgement.baseOffset}..${judgement.lastOffset}`;
    const base = this.end;
    const written = { ...info, baseOffset: base, lastOffset: base + info.lastOffset };
    this.log.push(written);
    this.states.learn(written);
    this.end = written.lastOffset + 1n;
    return `new ${base}`;
  }

  all(...infos: readonly BatchInfo[]): string[] {
    return infos.map((each) => this.add(each));
  }
}

export const GAP = "OUT_OF_ORDER_SEQUENCE_NUMBER";
