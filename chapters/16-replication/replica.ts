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
    // Write here (step leading): Judge it. Write it under this epoch. When is who told?
    throw new Error("Not written yet (step leading)");
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
    // Write here (step leading): Up to where? And if the reader has seen more than this leader may show yet?
    throw new Error("Not written yet (step leading)");
  }

  /** Where an epoch ends in the leader's log. */
  endOfEpoch({ currentEpoch, epoch }: Pick<Request<"end-of-epoch">, "currentEpoch" | "epoch">): {
    error: ReplicaError;
    answer: EpochEnd | undefined;
  } {
    const error = this.#fence(currentEpoch);
    if (error !== "NONE") return { error, answer: undefined };
    // Write here (step leading): Its lineage knows.
    throw new Error("Not written yet (step leading)");
  }

  /** What a follower gets, from an offset on. It has what is before it. */
  replicate(request: Omit<Request<"replicate">, "id" | "type" | "partition">): Records {
    const { currentEpoch, replica, offset, maxBytes } = request;
    const error = this.#fence(currentEpoch);
    if (error !== "NONE") return this.#records(error);
    const leading = this.#leading!;
    // Write here (step leading): Is it in range? Take note of it; what has become possible? Then give what is durable here.
    throw new Error("Not written yet (step leading)");
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
    // Write here (step leading): From here on the log is this epoch's, also if nothing is ever written in it.
    throw new Error("Not written yet (step leading)");
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
    // Write here (step leading): Those who wait can't be answered any more by this leader.
    throw new Error("Not written yet (step leading)");
    if (wasLeading) this.#tell("onStop");
  }

  /** Whether somebody who believes in this epoch may talk to this leader. */
  #fence(currentEpoch: number): ReplicaError {
    // Write here (step leading): Who of the two is behind?
    throw new Error("Not written yet (step leading)");
  }

  /** Something has become durable somewhere, or the table has changed: what may be read, and who may be told? */
  #advance(): void {
    const leading = this.#leading;
    if (leading === undefined) return;
    // Write here (step leading): The high watermark of all that may be in sync. Then those who wait for it, in order.
    throw new Error("Not written yet (step leading)");
  }

  /** All that are in sync, or may be: the table may have taken what was proposed to it. */
  #maximalIsr({ proposed }: Leading): readonly string[] {
    // Yours (step in-sync): Who else?
    return this.#state!.isr;
  }

  // Yours (step in-sync): Room for helpers of your own.

  /** Looks now and then whether somebody is behind. */
  #watchLaggards(leading: Leading): void {
    const { lagMs } = this.#options;
    this.#host.clock.after(lagMs / 2, () => {
      if (this.#leading !== leading) return;
      // Write here (step in-sync): Who must go?
      throw new Error("Not written yet (step in-sync)");
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
