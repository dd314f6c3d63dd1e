import { Lane, type Numbered, type Settled } from "#acknowledgment/lane";
import type { ReplicaError } from "#replication/messages";
import { batch, Ledger } from "./ledger";

/** A lane, a broker, and what is on its way between them. On one connection nothing overtakes. */
export class Line {
  readonly lane = new Lane<string>(0);
  readonly broker = new Ledger();
  /** What is in the broker's log. */
  readonly log: string[] = [];
  readonly done: string[] = [];
  readonly failed: string[] = [];
  readonly #there: Numbered<string>[] = [];
  readonly #back: { sent: Numbered<string>; error: ReplicaError }[] = [];
  /** What the broker answers whatever it is sent, for so many batches. */
  #refusals: { error: ReplicaError; left: number } | undefined;

  /** One whose first batch, number 0, is written. */
  static known(): Line {
    const line = new Line();
    line.give("0");
    line.finish();
    line.log.length = line.done.length = 0;
    return line;
  }

  give(names: string, records = 1): void {
    for (const name of names) this.lane.add(name, records);
  }

  /** Sends all that may be sent. @returns "name epoch/sequence" of each */
  send(): string[] {
    const sent: string[] = [];
    for (let next = this.lane.take(); next !== undefined; next = this.lane.take()) {
      this.#there.push(next);
      sent.push(`${next.payload} ${next.epoch}/${next.sequence}`);
    }
    return sent;
  }

  /** The broker refuses the next batches, whatever they are. */
  refuse(error: ReplicaError, count = 1): void {
    this.#refusals = { error, left: count };
  }

  /** So many batches reach the broker. */
  arrive(count = Infinity): void {
    for (const sent of this.#there.splice(0, count)) this.#back.push({ sent, error: this.#judge(sent) });
  }

  /** So many answers come back. */
  answer(count = Infinity): Settled[] {
    return this.#back.splice(0, count).map(({ sent, error }) => this.#settle(sent, error));
  }

  /** One answer comes back before those in front of it: another connection has brought it. */
  answerOnly(place: number): void {
    for (const { sent, error } of this.#back.splice(place, 1)) this.#settle(sent, error);
  }

  /** The connection breaks: everything on it is lost, and nobody will answer. */
  break(): void {
    const lost = [...this.#back.splice(0).map(({ sent }) => sent), ...this.#there.splice(0)];
    for (const sent of lost) this.#settle(sent, undefined);
  }

  /** All is well from now on. */
  finish(): void {
    for (let round = 0; round < 30 && this.lane.length > 0; round++) {
      this.send();
      this.arrive();
      this.answer();
    }
  }

  #judge({ payload, records, epoch, sequence }: Numbered<string>): ReplicaError {
    if (this.#refusals !== undefined && this.#refusals.left-- > 0) return this.#refusals.error;
    const answer = this.broker.add(batch(sequence, records, epoch));
    if (answer.startsWith("new")) this.log.push(payload);
    return answer.includes(" ") ? "NONE" : (answer as ReplicaError);
  }

  #settle(sent: Numbered<string>, error: ReplicaError | undefined): Settled {
    const settled = this.lane.settle(sent, error);
    if (settled === "done") this.done.push(sent.payload);
    if (settled === "failed") this.failed.push(sent.payload);
    return settled;
  }
}
