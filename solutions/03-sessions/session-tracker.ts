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
  // #region own tracker: Your fields.
  readonly #queue: ExpiryQueue<SessionId>;
  readonly #timeouts = new Map<SessionId, number>();
  // #endregion
  // #region own moving: Your fields.
  readonly #owners = new Map<SessionId, O>();
  // #endregion

  /**
   * @param tick in ms
   * @param sessions those that are open already
   * @param onExpired called once for each session that has been silent for too long; it is no longer tracked by then
   */
  constructor(clock: Clock, tick: number, sessions: Iterable<Session>, onExpired: (id: SessionId) => void) {
    this.#clock = clock;
    this.#tick = tick;
    this.#onExpired = onExpired;
    // #region own tracker: Watch over those that are open already.
    this.#queue = new ExpiryQueue(tick);
    for (const session of sessions) this.track(session);
    // #endregion
    this.#nextPass();
  }

  /** Watches over a session from now on. */
  track(session: Session): void {
    // #region write tracker: Its timeout starts now. You will need its length again.
    this.#timeouts.set(session.id, session.timeout);
    this.touch(session.id);
    // #endregion
  }

  /**
   * A session has been heard of: its timeout starts again.
   * @returns false if it isn't tracked: it has expired or was closed, and nothing brings it back
   */
  touch(id: SessionId): boolean {
    // #region write tracker: Only for a session that is tracked.
    const timeout = this.#timeouts.get(id);
    if (timeout === undefined) return false;
    this.#queue.touch(id, timeout, this.#clock.now());
    return true;
    // #endregion
  }

  /** A session is over: it is no longer watched. */
  forget(id: SessionId): void {
    // #region write tracker: Nothing of it is left here.
    this.#timeouts.delete(id);
    this.#queue.remove(id);
    // #endregion
    // #region own moving: What else is known of it by now?
    this.#owners.delete(id);
    // #endregion
  }

  /** A session is now at this server, wherever it was before. */
  own(id: SessionId, owner: O): void {
    // #region write moving: The last one counts.
    this.#owners.set(id, owner);
    // #endregion
  }

  /**
   * Refuses a server through which a session asks after it has moved to another. While nobody is known to have a
   * session, because it is new or the leader is, the first that asks has it.
   *
   * @throws KeeperError SessionMoved
   */
  check(id: SessionId, owner: O): void {
    // #region write moving: Is it still there? A session that isn't tracked is at no server.
    if (!this.#timeouts.has(id)) return;
    const known = this.#owners.get(id);
    if (known === undefined) this.#owners.set(id, owner);
    else if (known !== owner) throw new KeeperError("SessionMoved", showSession(id));
    // #endregion
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
    // #region write tracker: Who has been silent for too long?
    for (const id of this.#queue.takeExpired(this.#clock.now())) {
      this.forget(id);
      this.#onExpired(id);
    }
    // #endregion
  }
}
