import type { Host, Timer } from "#lab/host";
import type { Session, Transaction } from "#sessions/changes";
import type { Done, Leadership, Replica } from "#sessions/leader";
import type { Request, SessionId, Transaction as TreeTransaction } from "#znode-tree/changes";
import { KeeperError } from "#znode-tree/errors";
import type { Answer, Ask, Forward, Heard, Outcome } from "#ensemble/messages";

interface Question {
  number: number;
  told: (outcome: Outcome) => void;
}

/**
 * Reports by the clock and not on demand; numbers its questions on from a number that is drawn; and gets to the
 * transaction of an answer through the last thing that was delivered when the answer came.
 */
export class RemoteLeader<R extends Replica = Replica> implements Leadership<R> {
  readonly #send: (message: Forward | Heard) => void;
  readonly #life: number;
  #next: number;
  #questions: Question[] = [];
  #last: Transaction | undefined;
  #heard: SessionId[] = [];
  #timer: Timer | undefined;

  constructor(
    { clock, random }: Pick<Host, "clock" | "random">,
    interval: number,
    send: (message: Forward | Heard) => void,
  ) {
    this.#send = send;
    this.#life = random.below(2 ** 40);
    this.#next = random.below(2 ** 20);
    const report = (): void => {
      this.#timer = clock.after(interval, report);
      const sessions = [...new Set(this.#heard)];
      this.#heard = [];
      if (sessions.length > 0) this.#send({ type: "heard", sessions });
    };
    this.#timer = clock.after(interval, report);
  }

  join(): void {}

  open(session: Session, done: Done): void {
    this.#ask({ type: "open", session }, this.#transaction(done));
  }

  write(id: SessionId, request: Request, _server: R, done: Done<TreeTransaction>): void {
    this.#ask({ type: "write", id, request }, this.#transaction(done as Done));
  }

  close(id: SessionId, _server: R, done: Done): void {
    this.#ask({ type: "close", id }, this.#transaction(done));
  }

  attach(id: SessionId, password: Uint8Array, _server: R, done: (session?: Session) => void): void {
    this.#ask({ type: "attach", id, password }, (outcome) => {
      if (outcome.type === "attached") done(outcome.session);
      else done(undefined);
    });
  }

  touch(id: SessionId): void {
    if (this.#timer !== undefined) this.#heard.push(id);
  }

  sync(done: () => void): void {
    this.#ask({ type: "sync" }, done);
  }

  delivered(transaction: Transaction): void {
    this.#last = transaction;
  }

  answered({ life, request, outcome }: Answer): void {
    const question = this.#questions.find(({ number }) => number === request);
    if (life !== this.#life || question === undefined) return;
    this.#questions = this.#questions.filter((each) => each !== question);
    question.told(outcome);
  }

  stop(): void {
    this.#questions = [];
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #ask(ask: Ask, told: (outcome: Outcome) => void): void {
    const number = this.#next++;
    this.#questions.push({ number, told });
    this.#send({ type: "forward", life: this.#life, request: number, ask });
  }

  #transaction(done: Done): (outcome: Outcome) => void {
    return (outcome) => {
      if (outcome.type !== "refused") done(this.#last!);
      else done(new KeeperError(outcome.reason, outcome.detail, outcome.failedIndex));
    };
  }
}
