import type { Clock } from "#lab/host";
import type { CommitLog } from "#commit-log/commit-log";
import { InvalidBatch, type Offset } from "#commit-log/record-batch";
import { laggards, mayJoin } from "#replication/in-sync";
import type { Acks, ReplicaError } from "#replication/messages";
import { highWatermark, Progress } from "#replication/progress";
import type { Produced } from "#replication/replica";
import type { PartitionState } from "#replication/states";

/** Somebody who waits until an offset is reached. */
interface Waiter {
  end: Offset;
  base: Offset;
  done: Produced;
}

/** What an office needs of the copy that it is in. */
export interface Seat {
  readonly name: string;
  readonly clock: Clock;
  readonly log: CommitLog;
  readonly minInSync: number;
  readonly lagMs: number;
  highWatermark: Offset;
  /** What the table says, as far as is known. */
  table(): PartitionState;
  alter(isr: readonly string[], done: (now: PartitionState) => void): void;
}

/** A leader's office in one epoch. Those who wait for the disk and those who wait for the others stand in two lines. */
export class Office {
  readonly start: Offset;
  readonly #progress: Progress;
  #forDisk: Waiter[] = [];
  #forAll: Waiter[] = [];
  #wanted: readonly string[] = [];
  #isAsking = false;
  #isOpen = true;

  constructor(
    private readonly seat: Seat,
    readonly epoch: number,
  ) {
    this.start = seat.log.endOffset;
    this.#progress = new Progress(seat.clock.now());
    this.#lookAround();
    seat.log.flush(() => this.look());
  }

  /** Nobody is told anything good any more. */
  close(): void {
    this.#isOpen = false;
    const left = [...this.#forDisk, ...this.#forAll].sort((a, b) => (a.end < b.end ? -1 : 1));
    this.#forDisk = [];
    this.#forAll = [];
    for (const { done } of left) done("NOT_LEADER_OR_FOLLOWER", -1n);
  }

  append(batch: Uint8Array, acks: Acks, done: Produced): void {
    const { log } = this.seat;
    if (acks === "all" && this.#isShort()) return done("NOT_ENOUGH_REPLICAS", -1n);
    let base: Offset;
    try {
      base = log.append(batch, this.epoch);
    } catch (error) {
      if (!(error instanceof InvalidBatch)) throw error;
      return done("CORRUPT_MESSAGE", -1n);
    }
    const waiter = { end: log.endOffset, base, done };
    if (acks === "all") this.#forAll.push(waiter);
    else if (acks === 1) this.#forDisk.push(waiter);
    else done("NONE", base);
    log.flush(() => this.look());
  }

  /** A follower asks, and so it says how far it is. */
  heard(follower: string, offset: Offset): void {
    const { seat } = this;
    this.#progress.asked(follower, offset, seat.clock.now(), seat.log.recoveryPoint);
    const { isr, replicas } = seat.table();
    const isOutside = replicas.includes(follower) && !isr.includes(follower);
    if (isOutside && mayJoin(offset, seat.highWatermark, this.start)) this.#ask([...isr, follower]);
    this.look();
  }

  /** What can be said now that couldn't be said before. */
  look(): void {
    if (!this.#isOpen) return;
    const { seat } = this;
    const counted = new Set([...seat.table().isr, ...this.#wanted]);
    const ends = [...counted].map((name) =>
      name === seat.name ? seat.log.recoveryPoint : this.#progress.endOf(name),
    );
    seat.highWatermark = highWatermark(seat.highWatermark, ends);
    const ready: (Waiter & { error: ReplicaError })[] = [];
    while (this.#forDisk.length > 0 && this.#forDisk[0]!.end <= seat.log.recoveryPoint) {
      ready.push({ ...this.#forDisk.shift()!, error: "NONE" });
    }
    const error = this.#isShort() ? "NOT_ENOUGH_REPLICAS_AFTER_APPEND" : "NONE";
    while (this.#forAll.length > 0 && this.#forAll[0]!.end <= seat.highWatermark) {
      ready.push({ ...this.#forAll.shift()!, error });
    }
    for (const { base, done, error } of ready.sort((a, b) => (a.end < b.end ? -1 : 1))) done(error, base);
  }

  #isShort(): boolean {
    return this.seat.table().isr.length < this.seat.minInSync;
  }

  /** One wish at a time. Until it is known what became of it, all count whom it names. */
  #ask(isr: readonly string[]): void {
    if (this.#isAsking) return;
    this.#isAsking = true;
    this.#wanted = isr;
    this.seat.alter(isr, () => {
      this.#isAsking = false;
      this.#wanted = [];
      this.look();
    });
  }

  #lookAround(): void {
    const { seat } = this;
    seat.clock.after(seat.lagMs / 2, () => {
      if (!this.#isOpen) return;
      const { isr } = seat.table();
      const late = new Set(laggards(isr, seat.name, this.#progress, seat.clock.now(), seat.lagMs));
      if (late.size > 0) this.#ask(isr.filter((name) => !late.has(name)));
      this.#lookAround();
    });
  }
}
