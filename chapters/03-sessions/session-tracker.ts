import type { Clock, Timer } from "#lab/host";
import type { SessionId } from "#znode-tree/changes";
import { KeeperError } from "#znode-tree/errors";
import { type Session, showSession } from "./changes";
import { ExpiryQueue } from "./expiry-queue";

/**
 * Watches over the open sessions: it notices those that have been silent for too long. There is one tracker, at the
 * leader, and what it knows is in its memory alone. When there is a new leader, every session starts with a full
 * timeout: better to wait for a dead client a little longer than to end a live one.
 *
 * @typeParam O what may hold a session: the server that its client is connected to
 */
export class SessionTracker<O = unknown> {
  readonly #clock: Clock;
  readonly #tick: number;
  readonly #onExpired: (id: SessionId) => void;
  #timer: Timer | undefined;
  // Yours (step tracker): Your fields.
  // Yours (step moving): Your fields.

  /**
   * @param tick in ms
   * @param sessions those that are open already
   * @param onExpired called once for each session that has been silent for too long; it is no longer tracked by then
   */
  constructor(clock: Clock, tick: number, sessions: Iterable<Session>, onExpired: (id: SessionId) => void) {
    this.#clock = clock;
    this.#tick = tick;
    this.#onExpired = onExpired;
    // Yours (step tracker): Watch over those that are open already.
    this.#nextPass();
  }

  /** Watches over a session from now on. */
  track(session: Session): void {
    // Write here (step tracker): Its timeout starts now. You will need its length again.
    throw new Error("Not written yet (step tracker)");
  }

  /**
   * A session has been heard of: its timeout starts again.
   * @returns false if it isn't tracked: it has expired or was closed, and nothing brings it back
   */
  touch(id: SessionId): boolean {
    // Write here (step tracker): Only for a session that is tracked.
    throw new Error("Not written yet (step tracker)");
  }

  /** A session is over: it is no longer watched. */
  forget(id: SessionId): void {
    // Write here (step tracker): Nothing of it is left here.
    throw new Error("Not written yet (step tracker)");
    // Yours (step moving): What else is known of it by now?
  }

  /** A session is now at this server, wherever it was before. */
  own(id: SessionId, owner: O): void {
    // Write here (step moving): The last one counts.
    throw new Error("Not written yet (step moving)");
  }

  /**
   * Refuses a server through which a session asks after it has moved to another. While nobody is known to have a
   * session, because it is new or the leader is, the first that asks has it.
   *
   * @throws KeeperError SessionMoved
   */
  check(id: SessionId, owner: O): void {
    // Write here (step moving): Is it still there? A session that isn't tracked is at no server.
    throw new Error("Not written yet (step moving)");
  }

  /** No session expires any more: this server leads no longer. */
  stop(): void {
    this.#timer?.cancel();
  }

  /** Calls `#pass` at the end of every tick. */
  #nextPass(): void {
    const untilEnd = this.#tick - (this.#clock.now() % this.#tick);
    this.#timer = this.#clock.after(untilEnd, () => {
      this.#nextPass();
      this.#pass();
    });
  }

  #pass(): void {
    // Write here (step tracker): Who has been silent for too long?
    throw new Error("Not written yet (step tracker)");
  }
}
