import type { Connection, ConnectionHandler, Host, Timer } from "#lab/host";
import type { CommitLog } from "#commit-log/commit-log";
import { type Offset, readInfo } from "#commit-log/record-batch";
import type { Turns } from "#commit-log/turns";
import { cutFor, type Lineage } from "./lineage";
import { type FromReplica, type Question, REPLICA_SERVICE, type ReplicaMessage } from "./messages";

/** Before a follower asks again that got nothing, in ms. */
export const POLL = 10;
/** Before it dials or asks again after something went wrong, in ms. */
export const RETRY = 50;
/** Without an answer for so long it gives up the connection, in ms. */
export const PATIENCE = 1_000;
/** About how many bytes it asks for. */
const MOST = 1024 * 1024;

/** What a follower changes of its copy. */
export interface Copy {
  readonly partition: string;
  readonly log: CommitLog;
  readonly lineage: Lineage;
  highWatermark: Offset;
  /** Is called when the end of the log has been taken back. */
  wasCut(): void;
}

type Told<T extends FromReplica["type"]> = Extract<FromReplica, { type: T }>;

/**
 * Follows a leader during one epoch: makes the end of its log agree with the leader's, then asks for what is new, again
 * and again. One question at a time.
 */
export class Following implements ConnectionHandler<ReplicaMessage> {
  readonly #host: Host;
  readonly #copy: Copy;
  readonly #turns: Turns;
  readonly #leader: string;
  readonly #epoch: number;
  #connection: Connection<ReplicaMessage> | undefined;
  #isStopped = false;
  #id = 0;
  #patience: Timer | undefined;
  /** The epoch that was asked about last. */
  #asked = -1;

  constructor(host: Host, copy: Copy, turns: Turns, leader: string, epoch: number) {
    this.#host = host;
    this.#copy = copy;
    this.#turns = turns;
    this.#leader = leader;
    this.#epoch = epoch;
    this.#dial();
  }

  stop(): void {
    this.#isStopped = true;
    this.#patience?.cancel();
    this.#connection?.close();
  }

  onOpen(): void {
    this.#align();
  }

  onMessage(_: Connection<ReplicaMessage>, message: ReplicaMessage): void {
    if (this.#isStopped || message.id !== this.#id) return;
    this.#patience?.cancel();
    if (message.type === "epoch-end") this.#cut(message);
    else if (message.type === "records") this.#take(message);
  }

  onClose(): void {
    if (this.#isStopped) return;
    this.#patience?.cancel();
    this.#connection = undefined;
    this.#id += 1;
    this.#later(RETRY, () => this.#dial());
  }

  #dial(): void {
    this.#connection = this.#host.network.connect<ReplicaMessage>(this.#leader, REPLICA_SERVICE, this);
  }

  /** Asks where the newest epoch of this copy ends in the leader's log. */
  #align(): void {
    // #region write following: And if it has no record at all?
    const { latest } = this.#copy.lineage;
    if (latest === undefined) return this.#ask();
    this.#asked = latest;
    this.#send({ type: "end-of-epoch", currentEpoch: this.#epoch, epoch: latest });
    // #endregion
  }

  /** The leader has said where that epoch ends. */
  #cut({ error, answer }: Told<"epoch-end">): void {
    if (error !== "NONE") return this.#later(RETRY, () => this.#align());
    // #region write following: Cut the log, its lineage and the high watermark. Then ask for more, or about an older epoch.
    const { log, lineage } = this.#copy;
    const { to, asksAgain } = cutFor(lineage, log.endOffset, this.#asked, answer);
    const next = (): void => (asksAgain ? this.#align() : this.#ask());
    if (to >= log.endOffset) return next();
    this.#inTurn((done) =>
      log.truncate(to, () => {
        lineage.truncate(log.endOffset);
        if (this.#copy.highWatermark > log.endOffset) this.#copy.highWatermark = log.endOffset;
        done();
        next();
      }),
    );
    // #endregion
  }

  /** Asks for what is new. What it has must be durable: the leader counts on it. */
  #ask(): void {
    // #region write following: From where on?
    this.#inTurn((done) =>
      this.#copy.log.flush(() => {
        done();
        const { endOffset } = this.#copy.log;
        const { name } = this.#host;
        this.#send({
          type: "replicate",
          currentEpoch: this.#epoch,
          replica: name,
          offset: endOffset,
          maxBytes: MOST,
        });
      }),
    );
    // #endregion
  }

  /** The leader has given what is new. */
  #take({ error, batches, startOffset, highWatermark }: Told<"records">): void {
    const { log, lineage } = this.#copy;
    if (error === "OFFSET_OUT_OF_RANGE") return this.#takeOtherEnd(startOffset);
    if (error !== "NONE") return this.#later(RETRY, () => this.#align());
    // #region write following: Append, take note of epochs, and learn up to where all have it. Then ask again.
    for (const batch of batches) {
      log.appendCopy(batch);
      lineage.assign(readInfo(batch));
    }
    const known = highWatermark < log.endOffset ? highWatermark : log.endOffset;
    if (known > this.#copy.highWatermark) this.#copy.highWatermark = known;
    if (batches.length > 0) this.#ask();
    else this.#later(POLL, () => this.#ask());
    // #endregion
  }

  /** The leader's log doesn't have what was asked for: it begins later, or ends earlier. */
  #takeOtherEnd(startOffset: Offset): void {
    const { log, lineage } = this.#copy;
    if (log.endOffset >= startOffset) return this.#later(RETRY, () => this.#align());
    this.#inTurn((done) =>
      log.restartAt(startOffset, () => {
        lineage.clear();
        this.#copy.highWatermark = startOffset;
        done();
        this.#ask();
      }),
    );
  }

  #send(question: Question): void {
    if (this.#isStopped || this.#connection === undefined) return;
    this.#id += 1;
    this.#connection.send({ ...question, id: this.#id, partition: this.#copy.partition });
    this.#patience = this.#host.clock.after(PATIENCE, () => {
      this.#connection?.close();
      this.onClose();
    });
  }

  /** Changes the log when nobody else does, unless it is over with this leader by then. */
  #inTurn(act: (done: () => void) => void): void {
    this.#turns.take((next) => {
      if (this.#isStopped) return next();
      const { log } = this.#copy;
      const { endOffset, startOffset } = log;
      act(() => {
        if (log.endOffset < endOffset || log.startOffset > startOffset) this.#copy.wasCut();
        next();
      });
    });
  }

  #later(ms: number, act: () => void): void {
    this.#host.clock.after(ms, () => {
      if (!this.#isStopped) act();
    });
  }
}
