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
  // Yours (step forwarding): Your fields.
  // Yours (step reports): Your fields.

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
    // Yours (step forwarding): What has to be drawn at the beginning of a life?
  }

  /** What the leader decides is delivered to this server by the broadcast. */
  join(): void {}

  open(session: Session, done: Done): void {
    // Write here (step forwarding): Ask. If it is done, the transaction is the one that was delivered last.
    throw new Error("Not written yet (step forwarding)");
  }

  write(id: SessionId, request: Request, _server: R, done: Done<TreeTransaction>): void {
    // Write here (step forwarding): As above. A session's request changes the tree, and so does its transaction.
    throw new Error("Not written yet (step forwarding)");
  }

  close(id: SessionId, _server: R, done: Done): void {
    // Write here (step forwarding): As above.
    throw new Error("Not written yet (step forwarding)");
  }

  attach(
    id: SessionId,
    password: Uint8Array,
    _server: R,
    done: (session: Session | undefined) => void,
  ): void {
    // Write here (step forwarding): Ask. The answer has a session or has none.
    throw new Error("Not written yet (step forwarding)");
  }

  touch(id: SessionId): void {
    // Write here (step reports): Not a message for each heartbeat: gather them, and report after `interval`.
    throw new Error("Not written yet (step reports)");
  }

  sync(done: () => void): void {
    // Write here (step sync): Who alone knows what has been decided up to now?
    throw new Error("Not written yet (step sync)");
  }

  /** A transaction has been delivered, and carried out here. An answer that says `done` is about the last of these. */
  delivered(transaction: Transaction): void {
    // Write here (step forwarding): The next answer may be about it.
    throw new Error("Not written yet (step forwarding)");
  }

  /** The leader has answered. */
  answered({ life, request, outcome }: Answer): void {
    // Write here (step forwarding): Is it for this life? Who waits for it?
    throw new Error("Not written yet (step forwarding)");
  }

  /** This server follows that leader no longer: nobody is told anything, and nothing is reported any more. */
  stop(): void {
    // Write here (step forwarding): Whoever waits will never know.
    throw new Error("Not written yet (step forwarding)");
    // Yours (step reports): And what else is still under way?
  }

  // Yours (step forwarding): Room for helpers of your own.

  // Yours (step reports): Room for helpers of your own.
}
