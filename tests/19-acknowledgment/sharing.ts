import { type ShareOptions, SharePartition, type Verdict } from "#acknowledgment/share-partition";

export const OPTIONS: ShareOptions = { lockMs: 100, maxDeliveries: 3, maxInFlight: 10 };

/** A share group's partition over a log of so many records, and a clock that the test moves. */
export class Desk {
  now = 0;
  end: number;
  readonly partition: SharePartition;
  /** Offsets that aren't in the log. */
  readonly gaps = new Set<number>();

  constructor(records = 5, options: Partial<ShareOptions> = {}, start = 0) {
    this.end = records;
    this.partition = new SharePartition(BigInt(start), { ...OPTIONS, ...options });
  }

  /** What a member gets: "offset×count". */
  take(member: string, max = 10): string[] {
    const readable = (from: bigint, most: number): bigint[] => {
      const offsets: bigint[] = [];
      for (let offset = Number(from); offset < this.end && offsets.length < most; offset++) {
        if (!this.gaps.has(offset)) offsets.push(BigInt(offset));
      }
      return offsets;
    };
    return this.partition
      .acquire(member, max, this.now, readable)
      .map(({ offset, deliveryCount }) => `${offset}×${deliveryCount}`);
  }

  say(member: string, offset: number, verdict: Verdict = "accept"): string {
    return this.partition.acknowledge(member, BigInt(offset), verdict, this.now);
  }

  get start(): number {
    return Number(this.partition.startOffset);
  }

  pass(ms: number): void {
    this.now += ms;
  }
}
