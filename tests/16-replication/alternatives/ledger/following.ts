import type { Connection, ConnectionHandler, Host, Timer } from "#lab/host";
import type { CommitLog } from "#commit-log/commit-log";
import { type Offset, readInfo } from "#commit-log/record-batch";
import type { Turns } from "#commit-log/turns";
import { cutFor, type Lineage } from "#replication/lineage";
import { type FromReplica, type Question, REPLICA_SERVICE, type ReplicaMessage } from "#replication/messages";

export const POLL = 10;
export const RETRY = 50;
export const PATIENCE = 1_000;

export interface Copy {
  readonly partition: string;
  readonly log: CommitLog;
  readonly lineage: Lineage;
  highWatermark: Offset;
  wasCut(): void;
}

/** What it does next: find out where the two logs part, or fetch what is new. */
type Phase = { name: "compare"; epoch: number | undefined } | { name: "fetch" };

/** A little machine of two phases: it asks what its phase wants, and an answer decides the next phase. */
export class Following implements ConnectionHandler<ReplicaMessage> {
  #phase: Phase = { name: "fetch" };
  #connection: Connection<ReplicaMessage> | undefined;
  #awaited = 0;
  #timer: Timer | undefined;
  #isOver = false;

  constructor(
    private readonly host: Host,
    private readonly copy: Copy,
    private readonly turns: Turns,
    private readonly leader: string,
    private readonly epoch: number,
  ) {
    this.#dial();
  }

  stop(): void {
    this.#isOver = true;
    this.#timer?.cancel();
    this.#connection?.close();
  }

  onOpen(): void {
    this.#compare();
  }

  onMessage(connection: Connection<ReplicaMessage>, answer: ReplicaMessage): void {
    if (this.#isOver || connection !== this.#connection || answer.id !== this.#awaited) return;
    this.#timer?.cancel();
    const reply = answer as FromReplica;
    if (reply.type === "epoch-end" && reply.error === "NONE") this.#part(reply);
    else if (reply.type === "records" && reply.error === "NONE") this.#append(reply);
    else if (reply.type === "records" && reply.error === "OFFSET_OUT_OF_RANGE") this.#jump(reply.startOffset);
    else this.#after(RETRY, () => this.#compare());
  }

  onClose(connection: Connection<ReplicaMessage>): void {
    if (connection === this.#connection) this.#redial();
  }

  #dial(): void {
    this.#connection = this.host.network.connect<ReplicaMessage>(this.leader, REPLICA_SERVICE, this);
  }

  #redial(): void {
    this.#connection = undefined;
    this.#after(RETRY, () => this.#dial());
  }

  #compare(): void {
    this.#enter({ name: "compare", epoch: this.copy.lineage.latest });
  }

  #enter(phase: Phase): void {
    this.#phase = phase.name === "compare" && phase.epoch === undefined ? { name: "fetch" } : phase;
    if (this.#phase.name === "compare") {
      this.#send({ type: "end-of-epoch", currentEpoch: this.epoch, epoch: this.#phase.epoch! });
      return;
    }
    this.#alone((release) => {
      this.copy.log.flush(() => {
        release();
        const { endOffset: offset } = this.copy.log;
        const who = { currentEpoch: this.epoch, replica: this.host.name };
        this.#send({ type: "replicate", ...who, offset, maxBytes: 1 << 20 });
      });
    });
  }

  /** Here the logs part. */
  #part({ answer }: Extract<FromReplica, { type: "epoch-end" }>): void {
    const { copy } = this;
    const asked = (this.#phase as Extract<Phase, { name: "compare" }>).epoch!;
    const { to, asksAgain } = cutFor(copy.lineage, copy.log.endOffset, asked, answer);
    const goOn = (): void => (asksAgain ? this.#compare() : this.#enter({ name: "fetch" }));
    if (to >= copy.log.endOffset) return goOn();
    this.#alone((release) => {
      copy.log.truncate(to, () => {
        const { endOffset } = copy.log;
        copy.lineage.truncate(endOffset);
        copy.highWatermark = copy.highWatermark < endOffset ? copy.highWatermark : endOffset;
        copy.wasCut();
        release();
        goOn();
      });
    });
  }

  #append({ batches, highWatermark }: Extract<FromReplica, { type: "records" }>): void {
    const { copy } = this;
    batches.forEach((batch) => {
      copy.log.appendCopy(batch);
      copy.lineage.assign(readInfo(batch));
    });
    const { endOffset } = copy.log;
    const told = endOffset < highWatermark ? endOffset : highWatermark;
    if (told > copy.highWatermark) copy.highWatermark = told;
    if (batches.length === 0) this.#after(POLL, () => this.#enter({ name: "fetch" }));
    else this.#enter({ name: "fetch" });
  }

  /** The leader has nothing at all of what this copy would need next. */
  #jump(startOffset: Offset): void {
    const { copy } = this;
    if (copy.log.endOffset >= startOffset) return this.#after(RETRY, () => this.#compare());
    this.#alone((release) => {
      copy.log.restartAt(startOffset, () => {
        copy.lineage.clear();
        copy.highWatermark = startOffset;
        copy.wasCut();
        release();
        this.#enter({ name: "fetch" });
      });
    });
  }

  #send(question: Question): void {
    const connection = this.#connection;
    if (this.#isOver || connection === undefined) return;
    this.#awaited += 1;
    connection.send({ ...question, id: this.#awaited, partition: this.copy.partition });
    this.#timer?.cancel();
    this.#timer = this.host.clock.after(PATIENCE, () => {
      connection.close();
      this.#redial();
    });
  }

  #alone(act: (release: () => void) => void): void {
    this.turns.take((release) => (this.#isOver ? release() : act(release)));
  }

  /** One thing at a time is waited for. */
  #after(ms: number, act: () => void): void {
    this.#timer?.cancel();
    this.#timer = this.host.clock.after(ms, () => {
      if (!this.#isOver) act();
    });
  }
}
