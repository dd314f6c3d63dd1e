import type { Host, Timer } from "#lab/host";
import type { Session, Transaction } from "#sessions/changes";
import type { Done, Leadership, Replica } from "#sessions/leader";
import type { Request, SessionId, Transaction as TreeTransaction } from "#znode-tree/changes";
import { KeeperError } from "#znode-tree/errors";
import type { Answer, Ask, Forward, Heard, Outcome } from "./messages";

/** A number below this is drawn for each life of a follower. */
const LIVES = 2 ** 32;

/**
 * The leader as a follower's clients see it. What they ask of it goes through the network, and the answers come back
 * behind the commits that they rest on.
 */
export class RemoteLeader<R extends Replica = Replica> implements Leadership<R> {
  readonly #host: Pick<Host, "clock" | "random">;
  readonly #interval: number;
  readonly #send: (message: Forward | Heard) => void;
  // #region own forwarding: Your fields.
  readonly #life: number;
  #asked = 0;
  /** Who waits for the answer to which request. */
  readonly #waiting = new Map<number, (outcome: Outcome) => void>();
  #delivered: Transaction | undefined;
  // #endregion
  // #region own reports: Your fields.
  readonly #heard = new Set<SessionId>();
  #timer: Timer | undefined;
  // #endregion

  /**
   * @param interval between two reports of the sessions that were heard of, in ms: shorter than any session's timeout
   * @param send takes a message for the leader, and keeps the order
   */
  constructor(
    host: Pick<Host, "clock" | "random">,
    interval: number,
    send: (message: Forward | Heard) => void,
  ) {
    this.#host = host;
    this.#interval = interval;
    this.#send = send;
    // #region own forwarding: What has to be drawn at the beginning of a life?
    this.#life = host.random.below(LIVES);
    // #endregion
  }

  /** What the leader decides is delivered to this server by the broadcast. */
  join(): void {}

  open(session: Session, done: Done): void {
    // #region write forwarding: Ask. If it is done, the transaction is the one that was delivered last.
    this.#decide({ type: "open", session }, done);
    // #endregion
  }

  write(id: SessionId, request: Request, _server: R, done: Done<TreeTransaction>): void {
    // #region write forwarding: As above. A session's request changes the tree, and so does its transaction.
    this.#decide({ type: "write", id, request }, done as Done);
    // #endregion
  }

  close(id: SessionId, _server: R, done: Done): void {
    // #region write forwarding: As above.
    this.#decide({ type: "close", id }, done);
    // #endregion
  }

  attach(
    id: SessionId,
    password: Uint8Array,
    _server: R,
    done: (session: Session | undefined) => void,
  ): void {
    // #region write forwarding: Ask. The answer has a session or has none.
    this.#ask({ type: "attach", id, password }, (outcome) =>
      done(outcome.type === "attached" ? outcome.session : undefined),
    );
    // #endregion
  }

  touch(id: SessionId): void {
    // #region write reports: Not a message for each heartbeat: gather them, and report after `interval`.
    this.#heard.add(id);
    this.#timer ??= this.#host.clock.after(this.#interval, () => this.#report());
    // #endregion
  }

  sync(done: () => void): void {
    // #region write sync: Who alone knows what has been decided up to now?
    this.#ask({ type: "sync" }, () => done());
    // #endregion
  }

  /** A transaction has been delivered, and carried out here. An answer that says `done` is about the last of these. */
  delivered(transaction: Transaction): void {
    // #region write forwarding: The next answer may be about it.
    this.#delivered = transaction;
    // #endregion
  }

  /** The leader has answered. */
  answered({ life, request, outcome }: Answer): void {
    // #region write forwarding: Is it for this life? Who waits for it?
    if (life !== this.#life) return;
    const told = this.#waiting.get(request);
    this.#waiting.delete(request);
    told?.(outcome);
    // #endregion
  }

  /** This server follows that leader no longer: nobody is told anything, and nothing is reported any more. */
  stop(): void {
    // #region write forwarding: Whoever waits will never know.
    this.#waiting.clear();
    // #endregion
    // #region own reports: And what else is still under way?
    this.#timer?.cancel();
    // #endregion
  }

  // #region own forwarding: Room for helpers of your own.
  #decide(ask: Ask, done: Done): void {
    this.#ask(ask, (outcome) => {
      if (outcome.type === "refused")
        done(new KeeperError(outcome.reason, outcome.detail, outcome.failedIndex));
      else done(this.#delivered!);
    });
  }

  #ask(ask: Ask, told: (outcome: Outcome) => void): void {
    const request = ++this.#asked;
    this.#waiting.set(request, told);
    this.#send({ type: "forward", life: this.#life, request, ask });
  }
  // #endregion

  // #region own reports: Room for helpers of your own.
  #report(): void {
    this.#timer = undefined;
    this.#send({ type: "heard", sessions: [...this.#heard] });
    this.#heard.clear();
  }
  // #endregion
}
