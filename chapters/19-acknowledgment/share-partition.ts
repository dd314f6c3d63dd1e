import type { Offset } from "#commit-log/record-batch";

/** Who reads in a share group. */
export type ShareMember = string;

/**
 * What a member says of a record that it has.
 * - `accept`: it is done.
 * - `release`: somebody else shall try, at once.
 * - `reject`: nobody shall try again.
 */
export type Verdict = "accept" | "release" | "reject";

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
    // Write here (step leases): What has come back, and what is new. How long is it theirs?
    throw new Error("Not written yet (step leases)");
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
    // Write here (step leases): Whose is it? Then it is finished, and so may be what is before it.
    throw new Error("Not written yet (step leases)");
  }

  /** A member hasn't done what was to be done. */
  #decline(
    member: ShareMember,
    offset: Offset,
    verdict: Exclude<Verdict, "accept">,
  ): "NONE" | "INVALID_RECORD_STATE" {
    // Write here (step verdicts): Whose is it? Shall anybody try again?
    throw new Error("Not written yet (step verdicts)");
  }

  /** A member is gone: what it had is free. It has been tried, all the same. */
  leave(member: ShareMember): void {
    // Write here (step verdicts): As if it had released them all.
    throw new Error("Not written yet (step verdicts)");
  }

  /** When the next lock ends, in ms; Infinity if nothing is locked. */
  get nextExpiry(): number {
    // Write here (step leases): The earliest.
    throw new Error("Not written yet (step leases)");
  }

  /** Takes back what was somebody's for too long. */
  #expire(now: number): void {
    // Write here (step leases): Until when is a record somebody's?
    throw new Error("Not written yet (step leases)");
  }

  // Yours (step leases): Room for helpers of your own.
}

// Yours (step leases): Room for helpers of your own.
