import type { Host } from "#lab/host";
import { CommitLog, type CommitLogOptions } from "#commit-log/commit-log";
import { type BatchInfo, InvalidBatch, type Offset, readInfo } from "#commit-log/record-batch";
import { Turns } from "#commit-log/turns";
import { type Admission, catchUp } from "./admission";
import { Following } from "./following";
import { laggards, mayJoin } from "./in-sync";
import { type EpochEnd, Lineage } from "./lineage";
import type { Acks, FromReplica, ReplicaError, ToReplica } from "./messages";
import { highWatermark, Progress } from "./progress";
import type { PartitionState, States } from "./states";

export interface ReplicaOptions {
  log?: Omit<CommitLogOptions, "folder">;
  /** With fewer in sync, what asks for acks from all is refused: `min.insync.replicas`. Default: 1. */
  minInSync?: number;
  /** So long a follower may be behind and in sync all the same, in ms. Default: 500. */
  lagMs?: number;
  /** Makes what judges batches before they are written, for each copy one. Default: all are new. */
  admission?: (partition: string) => Admission;
}

/** Is told what becomes of a copy, from the moment on in which it is added: within the call that changes it. */
export interface ReplicaListener {
  /** It leads. What is readable may end before its log does: that is still to be found out. */
  onLead?(replica: Replica): void;
  /** It doesn't lead any more. Whoever waited for an acknowledgement has been told. */
  onStop?(replica: Replica): void;
  /** More is known to be everybody's: whoever waits for an acknowledgement is told after this. */
  onAdvance?(replica: Replica): void;
  /** Its log was cut, or begins anew: what was read from its end may not be true any more. */
  onCut?(replica: Replica): void;
}

/** Is told what became of a batch: the offset of its first record, or -1. */
export type Produced = (error: ReplicaError, baseOffset: Offset) => void;

type Request<T extends ToReplica["type"]> = Extract<ToReplica, { type: T }>;
type Records = Omit<Extract<FromReplica, { type: "records" }>, "id" | "type">;

/** What a leader has besides its log. */
interface Leading {
  readonly epoch: number;
  /** Where its log ended when it began. */
  readonly start: Offset;
  readonly progress: Progress;
  /** Publishers that wait, in order. */
  waiting: { end: Offset; base: Offset; acks: Acks; done: Produced }[];
  /** Who will be in sync if the table takes it. It may have taken it already. */
  proposed: readonly string[] | undefined;
}

/** A copy of a partition at one broker. It leads, or follows, or waits to be told. */
export class Replica {
  readonly log: CommitLog;
  lineage = new Lineage();
  /** Those who want to know what becomes of it. */
  readonly listeners = new Set<ReplicaListener>();
  readonly #host: Host;
  readonly #states: States;
  readonly #options: { minInSync: number; lagMs: number };
  readonly #admission: Admission | undefined;
  /** What changes the end of the log, and roles: one at a time. */
  readonly #turns = new Turns();
  #highWatermark: Offset = 0n;
  #state: PartitionState | undefined;
  #leading: Leading | undefined;
  #following: Following | undefined;

  constructor(
    host: Host,
    readonly partition: string,
    states: States,
    options: ReplicaOptions = {},
  ) {
    this.#host = host;
    this.#states = states;
    this.#options = { minInSync: options.minInSync ?? 1, lagMs: options.lagMs ?? 500 };
    this.#admission = options.admission?.(partition);
    this.log = new CommitLog(host, { ...options.log, folder: partition });
  }

  /** What this copy knows of the table; undefined until it was told. */
  get state(): PartitionState | undefined {
    return this.#state;
  }

  get isLeading(): boolean {
    return this.#leading !== undefined;
  }

  /** If it leads: since which epoch, and where its log ended then. Up to there it may not know yet what is readable. */
  get leadership(): { epoch: number; start: Offset } | undefined {
    return this.#leading;
  }

  /** Up to here everybody has it who is in sync, as far as is known here: what may be read. */
  get highWatermark(): Offset {
    return this.#highWatermark;
  }

  set highWatermark(offset: Offset) {
    const isHigher = offset > this.#highWatermark;
    this.#highWatermark = offset;
    if (isHigher) this.#tell("onAdvance");
  }

  /** Brings back what is on the disk. @param ready called when it can be told who leads; never within this call */
  open(ready: () => void): void {
    this.log.open(() => {
      this.lineage = Lineage.of(this.log);
      this.highWatermark = this.log.startOffset;
      ready();
    });
  }

  /** The table has a new state. Whoever led before and doesn't now, tells those who wait. */
  become(state: PartitionState): void {
    if (state.version <= (this.#state?.version ?? -1)) return;
    const isNewEpoch = state.epoch > (this.#state?.epoch ?? -1);
    this.#state = state;
    if (!isNewEpoch) {
      this.#advance();
      return;
    }
    this.#stop();
    this.#turns.take((next) => {
      // Meanwhile there may be a newer one.
      if (this.#state?.epoch === state.epoch) this.#begin(state);
      next();
    });
  }

  /** Adds a batch, if this copy leads. @param done called once. With acks 0 nobody needs to be told */
  append(batch: Uint8Array, acks: Acks, done: Produced): void {
    const leading = this.#leading;
    if (leading === undefined) return done("NOT_LEADER_OR_FOLLOWER", -1n);
    if (this.#isSettled(leading, batch, acks, done)) return;
    // #region write leading: Judge it. Write it under this epoch. When is who told?
    // #region own in-sync: Are enough in sync?
    if (acks === "all" && this.#state!.isr.length < this.#options.minInSync) {
      return done("NOT_ENOUGH_REPLICAS", -1n);
    }
    // #endregion
    let base: Offset;
    try {
      base = this.log.append(batch, leading.epoch);
    } catch (error) {
      if (error instanceof InvalidBatch) return done("CORRUPT_MESSAGE", -1n);
      throw error;
    }
    if (acks === 0) done("NONE", base);
    else leading.waiting.push({ end: this.log.endOffset, base, acks, done });
    this.log.flush(() => this.#advance());
    // #endregion
  }

  /** Whether nothing must be written. What is there already is told as if it had just come: when it is safe. */
  #isSettled(leading: Leading, batch: Uint8Array, acks: Acks, done: Produced): boolean {
    const info = this.#admission === undefined ? undefined : infoOf(batch);
    if (info === undefined) return false;
    catchUp(this.#admission!, this.log);
    const judgement = this.#admission!.judge(info);
    if (judgement.type === "new") return false;
    if (judgement.type === "refused") done(judgement.error, -1n);
    else if (acks === 0) done("NONE", judgement.baseOffset);
    else {
      leading.waiting.push({ end: judgement.lastOffset + 1n, base: judgement.baseOffset, acks, done });
      this.log.flush(() => this.#advance());
    }
    return true;
  }

  /** What a reader may see, from an offset on. */
  read({ offset, maxBytes }: Omit<Request<"read">, "id" | "type" | "partition">): Records {
    if (this.#leading === undefined) return this.#records("NOT_LEADER_OR_FOLLOWER");
    // #region write leading: Up to where? And if the reader has seen more than this leader may show yet?
    const { startOffset, endOffset } = this.log;
    if (offset < startOffset || offset > endOffset) return this.#records("OFFSET_OUT_OF_RANGE");
    if (offset >= this.highWatermark) return this.#records("NONE");
    return this.#records("NONE", this.log.read(offset, maxBytes, this.highWatermark));
    // #endregion
  }

  /** Where an epoch ends in the leader's log. */
  endOfEpoch({ currentEpoch, epoch }: Pick<Request<"end-of-epoch">, "currentEpoch" | "epoch">): {
    error: ReplicaError;
    answer: EpochEnd | undefined;
  } {
    const error = this.#fence(currentEpoch);
    if (error !== "NONE") return { error, answer: undefined };
    // #region write leading: Its lineage knows.
    return { error, answer: this.lineage.endOf(epoch, this.log.endOffset) };
    // #endregion
  }

  /** What a follower gets, from an offset on. It has what is before it. */
  replicate(request: Omit<Request<"replicate">, "id" | "type" | "partition">): Records {
    const { currentEpoch, replica, offset, maxBytes } = request;
    const error = this.#fence(currentEpoch);
    if (error !== "NONE") return this.#records(error);
    const leading = this.#leading!;
    // #region write leading: Is it in range? Take note of it; what has become possible? Then give what is durable here.
    const { startOffset, endOffset, recoveryPoint } = this.log;
    if (offset < startOffset || offset > endOffset) return this.#records("OFFSET_OUT_OF_RANGE");
    leading.progress.asked(replica, offset, this.#host.clock.now(), recoveryPoint);
    // #region own in-sync: May it be in sync again?
    this.#letJoin(replica, offset);
    // #endregion
    this.#advance();
    // If it lost its power now, it could come back in this epoch and write something else where this isn't durable.
    return this.#records("NONE", this.log.read(offset, maxBytes, recoveryPoint));
    // #endregion
  }

  #begin(state: PartitionState): void {
    if (state.leader === this.#host.name) this.#lead(state);
    else if (state.leader !== undefined) {
      this.#following = new Following(this.#host, this, this.#turns, state.leader, state.epoch);
    }
  }

  #lead({ epoch }: PartitionState): void {
    const start = this.log.endOffset;
    const progress = new Progress(this.#host.clock.now());
    // #region write leading: From here on the log is this epoch's, also if nothing is ever written in it.
    this.lineage.assign({ leaderEpoch: epoch, baseOffset: start });
    // #endregion
    const leading: Leading = { epoch, start, progress, waiting: [], proposed: undefined };
    this.#leading = leading;
    this.#watchLaggards(leading);
    // What was appended and not flushed while it followed counts only when it is durable.
    this.log.flush(() => this.#advance());
    this.#tell("onLead");
  }

  /** The end of its log was taken back. */
  wasCut(): void {
    this.#admission?.forget(this.log.startOffset);
    this.#tell("onCut");
  }

  /** It neither leads nor follows, until it is told what to do. */
  #stop(): void {
    const wasLeading = this.#leading !== undefined;
    const waiting = this.#leading?.waiting ?? [];
    this.#leading = undefined;
    this.#following?.stop();
    this.#following = undefined;
    // #region write leading: Those who wait can't be answered any more by this leader.
    for (const { done } of waiting) done("NOT_LEADER_OR_FOLLOWER", -1n);
    // #endregion
    if (wasLeading) this.#tell("onStop");
  }

  /** Whether somebody who believes in this epoch may talk to this leader. */
  #fence(currentEpoch: number): ReplicaError {
    // #region write leading: Who of the two is behind?
    if (this.#leading === undefined) return "NOT_LEADER_OR_FOLLOWER";
    if (currentEpoch < this.#leading.epoch) return "FENCED_LEADER_EPOCH";
    return currentEpoch > this.#leading.epoch ? "UNKNOWN_LEADER_EPOCH" : "NONE";
    // #endregion
  }

  /** Something has become durable somewhere, or the table has changed: what may be read, and who may be told? */
  #advance(): void {
    const leading = this.#leading;
    if (leading === undefined) return;
    // #region write leading: The high watermark of all that may be in sync. Then those who wait for it, in order.
    const name = this.#host.name;
    const ends = this.#maximalIsr(leading).map((each) =>
      each === name ? this.log.recoveryPoint : leading.progress.endOf(each),
    );
    this.highWatermark = highWatermark(this.highWatermark, ends);
    const isDone = ({ acks, end }: Leading["waiting"][number]): boolean =>
      end <= (acks === "all" ? this.highWatermark : this.log.recoveryPoint);
    const told = leading.waiting.filter(isDone);
    leading.waiting = leading.waiting.filter((each) => !told.includes(each));
    for (const { base, acks, done } of told) {
      // #region own in-sync: Are still enough in sync?
      if (acks === "all" && this.#state!.isr.length < this.#options.minInSync) {
        done("NOT_ENOUGH_REPLICAS_AFTER_APPEND", base);
        continue;
      }
      // #endregion
      done("NONE", base);
    }
    // #endregion
  }

  /** All that are in sync, or may be: the table may have taken what was proposed to it. */
  #maximalIsr({ proposed }: Leading): readonly string[] {
    // #region own in-sync: Who else?
    if (proposed !== undefined) return [...new Set([...this.#state!.isr, ...proposed])];
    // #endregion
    return this.#state!.isr;
  }

  // #region own in-sync: Room for helpers of your own.
  #letJoin(follower: string, end: Offset): void {
    const { isr, replicas } = this.#state!;
    if (isr.includes(follower) || !replicas.includes(follower)) return;
    if (mayJoin(end, this.highWatermark, this.#leading!.start)) this.#propose([...isr, follower]);
  }

  #propose(isr: readonly string[]): void {
    const leading = this.#leading!;
    if (leading.proposed !== undefined) return;
    leading.proposed = isr;
    this.#states.alter(this.partition, this.#state!, isr, (now) => {
      leading.proposed = undefined;
      this.become(now);
      this.#advance();
    });
  }
  // #endregion

  /** Looks now and then whether somebody is behind. */
  #watchLaggards(leading: Leading): void {
    const { lagMs } = this.#options;
    this.#host.clock.after(lagMs / 2, () => {
      if (this.#leading !== leading) return;
      // #region write in-sync: Who must go?
      const { isr } = this.#state!;
      const late = laggards(isr, this.#host.name, leading.progress, this.#host.clock.now(), lagMs);
      if (late.length > 0) this.#propose(isr.filter((name) => !late.includes(name)));
      // #endregion
      this.#watchLaggards(leading);
    });
  }

  #tell(what: keyof ReplicaListener): void {
    for (const listener of [...this.listeners]) listener[what]?.(this);
  }

  #records(error: ReplicaError, batches: readonly Uint8Array[] = []): Records {
    return { error, batches, startOffset: this.log.startOffset, highWatermark: this.highWatermark };
  }
}

/** What a batch says of itself; undefined if it isn't one: whoever writes it will say so. */
function infoOf(batch: Uint8Array): BatchInfo | undefined {
  try {
    return readInfo(batch);
  } catch {
    return undefined;
  }
}
