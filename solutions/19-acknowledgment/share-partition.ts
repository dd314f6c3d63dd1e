import type { Offset } from "#commit-log/record-batch";

/** Who reads in a share group. */
export type ShareMember = string;

// #region show verdicts
/**
 * What a member says of a record that it has.
 * - `accept`: it is done.
 * - `release`: somebody else shall try, at once.
 * - `reject`: nobody shall try again.
 */
export type Verdict = "accept" | "release" | "reject";
// #endregion

export interface ShareOptions {
  /** So long a record is a member's, in ms: `group.share.record.lock.duration.ms`. */
  lockMs: number;
  /** So many times a record is handed out at most: `group.share.delivery.count.limit`. */
  maxDeliveries: number;
  /** Most offsets from the start on that are kept account of: `group.share.partition.max.record.locks`. */
  maxInFlight: number;
}

/** A record that is somebody's for a while. */
export interface Acquired {
  offset: Offset;
  /** 1 when it is handed out for the first time. */
  deliveryCount: number;
}

/** Offsets of records in the log, from one on, in order, at most so many. Where the log has a gap there is none. */
export type Readable = (from: Offset, max: number) => readonly Offset[];

/** Only as long as nobody has finished with everything before it. */
interface Entry {
  readonly offset: Offset;
  deliveryCount: number;
  /** Whose it is, and until when. */
  lock: { member: ShareMember; until: number } | undefined;
  isFinished: boolean;
}

/**
 * What a share group has to do with one partition: each record is handed out, and finished, by itself. Members need not
 * agree on who has the partition. KIP-932, Queues for Kafka.
 */
export class SharePartition {
  readonly #options: ShareOptions;
  /** From the start offset to the end offset, in order. */
  #entries: Entry[] = [];
  #endOffset: Offset;

  constructor(startOffset: Offset, options: ShareOptions) {
    this.#options = options;
    this.#endOffset = startOffset;
  }

  /** Everything before it is finished for ever: it may go only up. */
  get startOffset(): Offset {
    return this.#entries[0]?.offset ?? this.#endOffset;
  }

  /** From here on nothing was handed out yet. */
  get endOffset(): Offset {
    return this.#endOffset;
  }

  /**
   * Hands out what is free, lowest offsets first: what was handed out before and came back, then what is new.
   * @param max most records
   * @param now in ms, by the clock of whoever keeps this
   */
  acquire(member: ShareMember, max: number, now: number, readable: Readable): Acquired[] {
    this.#expire(now);
    const { lockMs } = this.#options;
    const acquired: Acquired[] = [];
    // #region write leases: What has come back, and what is new. How long is it theirs?
    let fresh = max - this.#entries.filter(isFree).length;
    // #region own verdicts: How much may be under way?
    fresh = Math.min(fresh, this.#options.maxInFlight - this.#entries.length);
    // #endregion
    for (const offset of fresh > 0 ? readable(this.#endOffset, fresh) : []) {
      this.#entries.push({ offset, deliveryCount: 0, lock: undefined, isFinished: false });
      this.#endOffset = offset + 1n;
    }
    for (const entry of this.#entries.filter(isFree).slice(0, max)) {
      entry.deliveryCount += 1;
      entry.lock = { member, until: now + lockMs };
      acquired.push({ offset: entry.offset, deliveryCount: entry.deliveryCount });
    }
    // #endregion
    return acquired;
  }

  /**
   * A member says what became of a record.
   * @returns INVALID_RECORD_STATE, and nothing is changed, if the record isn't this member's, or isn't any more
   */
  acknowledge(
    member: ShareMember,
    offset: Offset,
    verdict: Verdict,
    now: number,
  ): "NONE" | "INVALID_RECORD_STATE" {
    this.#expire(now);
    if (verdict !== "accept") return this.#decline(member, offset, verdict);
    // #region write leases: Whose is it? Then it is finished, and so may be what is before it.
    const entry = this.#entryOf(member, offset);
    if (entry === undefined) return "INVALID_RECORD_STATE";
    entry.lock = undefined;
    entry.isFinished = true;
    this.#pass();
    return "NONE";
    // #endregion
  }

  /** A member hasn't done what was to be done. */
  #decline(
    member: ShareMember,
    offset: Offset,
    verdict: Exclude<Verdict, "accept">,
  ): "NONE" | "INVALID_RECORD_STATE" {
    // #region write verdicts: Whose is it? Shall anybody try again?
    const entry = this.#entryOf(member, offset);
    if (entry === undefined) return "INVALID_RECORD_STATE";
    this.#free(entry);
    if (verdict === "reject") entry.isFinished = true;
    this.#pass();
    return "NONE";
    // #endregion
  }

  /** A member is gone: what it had is free. It has been tried, all the same. */
  leave(member: ShareMember): void {
    // #region write verdicts: As if it had released them all.
    for (const entry of this.#entries) if (entry.lock?.member === member) this.#free(entry);
    this.#pass();
    // #endregion
  }

  /** When the next lock ends, in ms; Infinity if nothing is locked. */
  get nextExpiry(): number {
    // #region write leases: The earliest.
    return Math.min(...this.#entries.map(({ lock }) => lock?.until ?? Infinity));
    // #endregion
  }

  /** Takes back what was somebody's for too long. */
  #expire(now: number): void {
    // #region write leases: Until when is a record somebody's?
    for (const entry of this.#entries) {
      if (entry.lock !== undefined && entry.lock.until <= now) this.#free(entry);
    }
    this.#pass();
    // #endregion
  }

  // #region own leases: Room for helpers of your own.
  /** @returns undefined if it isn't this member's */
  #entryOf(member: ShareMember, offset: Offset): Entry | undefined {
    const entry = this.#entries.find((each) => each.offset === offset);
    return entry?.lock?.member === member ? entry : undefined;
  }

  /** Nobody's any more, but not done. */
  #free(entry: Entry): void {
    entry.lock = undefined;
    // #region own verdicts: How often may it be tried?
    if (entry.deliveryCount >= this.#options.maxDeliveries) entry.isFinished = true;
    // #endregion
  }

  /** The start passes what is finished, up to the first record that isn't. */
  #pass(): void {
    const first = this.#entries.findIndex(({ isFinished }) => !isFinished);
    this.#entries = first < 0 ? [] : this.#entries.slice(first);
  }
  // #endregion
}

// #region own leases: Room for helpers of your own.
function isFree({ lock, isFinished }: Entry): boolean {
  return lock === undefined && !isFinished;
}
// #endregion
