import type { Clock, Host } from "#lab/host";
import { CommitLog, type CommitLogOptions } from "#commit-log/commit-log";
import type { Offset } from "#commit-log/record-batch";
import { Turns } from "#commit-log/turns";
import { Following } from "#replication/following";
import { type EpochEnd, Lineage } from "#replication/lineage";
import type { Acks, FromReplica, ReplicaError, ToReplica } from "#replication/messages";
import type { PartitionState, States } from "#replication/states";
import { Office, type Seat } from "./office";

export interface ReplicaOptions {
  log?: Omit<CommitLogOptions, "folder">;
  minInSync?: number;
  lagMs?: number;
}

export interface ReplicaListener {
  onLead?(replica: Replica): void;
  onStop?(replica: Replica): void;
  onAdvance?(replica: Replica): void;
  onCut?(replica: Replica): void;
}

export type Produced = (error: ReplicaError, baseOffset: Offset) => void;

type Request<T extends ToReplica["type"]> = Omit<
  Extract<ToReplica, { type: T }>,
  "id" | "type" | "partition"
>;
type Records = Omit<Extract<FromReplica, { type: "records" }>, "id" | "type">;

/** What a copy does at the moment: an office, or somebody to follow, or neither. */
type Role = Office | Following | undefined;

/** The copy itself keeps what outlives its roles: the log, its lineage, and what may be read. */
export class Replica implements Seat {
  readonly log: CommitLog;
  readonly name: string;
  readonly clock: Clock;
  readonly minInSync: number;
  readonly lagMs: number;
  readonly listeners = new Set<ReplicaListener>();
  lineage = new Lineage();
  state: PartitionState | undefined;
  #readable: Offset = 0n;
  #role: Role;
  readonly #turns = new Turns();

  constructor(
    private readonly host: Host,
    readonly partition: string,
    private readonly states: States,
    { log, minInSync = 1, lagMs = 500 }: ReplicaOptions = {},
  ) {
    this.name = host.name;
    this.clock = host.clock;
    this.minInSync = minInSync;
    this.lagMs = lagMs;
    this.log = new CommitLog(host, { ...log, folder: partition });
  }

  get isLeading(): boolean {
    return this.#role instanceof Office;
  }

  get leadership(): { epoch: number; start: Offset } | undefined {
    return this.#role instanceof Office ? this.#role : undefined;
  }

  get highWatermark(): Offset {
    return this.#readable;
  }

  set highWatermark(offset: Offset) {
    const before = this.#readable;
    this.#readable = offset;
    if (offset > before) for (const each of [...this.listeners]) each.onAdvance?.(this);
  }

  wasCut(): void {
    for (const each of [...this.listeners]) each.onCut?.(this);
  }

  open(ready: () => void): void {
    this.log.open(() => {
      this.lineage = Lineage.of(this.log);
      this.highWatermark = this.log.startOffset;
      ready();
    });
  }

  become(state: PartitionState): void {
    const before = this.state;
    if (before !== undefined && state.version <= before.version) return;
    this.state = state;
    if (before !== undefined && state.epoch <= before.epoch) {
      if (this.#role instanceof Office) this.#role.look();
      return;
    }
    this.#giveUp();
    this.#turns.take((release) => {
      if (this.state!.epoch === state.epoch) this.#take(state);
      release();
    });
  }

  append(batch: Uint8Array, acks: Acks, done: Produced): void {
    if (this.#role instanceof Office) this.#role.append(batch, acks, done);
    else done("NOT_LEADER_OR_FOLLOWER", -1n);
  }

  read({ offset, maxBytes }: Request<"read">): Records {
    if (!this.isLeading) return this.#give("NOT_LEADER_OR_FOLLOWER");
    if (!this.#holds(offset)) return this.#give("OFFSET_OUT_OF_RANGE");
    const isReadable = offset < this.#readable;
    return this.#give("NONE", isReadable ? this.log.read(offset, maxBytes, this.#readable) : []);
  }

  endOfEpoch({ currentEpoch, epoch }: Request<"end-of-epoch">): {
    error: ReplicaError;
    answer: EpochEnd | undefined;
  } {
    const error = this.#compare(currentEpoch);
    const answer = error === "NONE" ? this.lineage.endOf(epoch, this.log.endOffset) : undefined;
    return { error, answer };
  }

  replicate({ currentEpoch, replica, offset, maxBytes }: Request<"replicate">): Records {
    const error = this.#compare(currentEpoch);
    if (error !== "NONE") return this.#give(error);
    if (!this.#holds(offset)) return this.#give("OFFSET_OUT_OF_RANGE");
    const { recoveryPoint } = this.log;
    (this.#role as Office).heard(replica, offset);
    return this.#give("NONE", this.log.read(offset, maxBytes, recoveryPoint));
  }

  table(): PartitionState {
    return this.state!;
  }

  alter(isr: readonly string[], done: (now: PartitionState) => void): void {
    this.states.alter(this.partition, this.state!, isr, (now) => {
      this.become(now);
      done(now);
    });
  }

  #take(state: PartitionState): void {
    const { leader, epoch } = state;
    if (leader === undefined) return;
    if (leader !== this.name) {
      this.#role = new Following(this.host, this, this.#turns, leader, epoch);
      return;
    }
    this.lineage.assign({ leaderEpoch: epoch, baseOffset: this.log.endOffset });
    this.#role = new Office(this, epoch);
    for (const each of [...this.listeners]) each.onLead?.(this);
  }

  #giveUp(): void {
    const role = this.#role;
    this.#role = undefined;
    if (role instanceof Following) role.stop();
    if (!(role instanceof Office)) return;
    role.close();
    for (const each of [...this.listeners]) each.onStop?.(this);
  }

  #compare(epoch: number): ReplicaError {
    if (!(this.#role instanceof Office)) return "NOT_LEADER_OR_FOLLOWER";
    if (epoch === this.#role.epoch) return "NONE";
    return epoch < this.#role.epoch ? "FENCED_LEADER_EPOCH" : "UNKNOWN_LEADER_EPOCH";
  }

  #holds(offset: Offset): boolean {
    return this.log.startOffset <= offset && offset <= this.log.endOffset;
  }

  #give(error: ReplicaError, batches: readonly Uint8Array[] = []): Records {
    return { error, batches, startOffset: this.log.startOffset, highWatermark: this.#readable };
  }
}
