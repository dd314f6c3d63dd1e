import type { Clock } from "#lab/host";
import type {
  Request,
  SessionId,
  Transaction as TreeTransaction,
  ZnodeView,
  Zxid,
} from "#znode-tree/changes";
import { KeeperError } from "#znode-tree/errors";
import type { Session, Transaction } from "./changes";
import type { Database } from "./database";
import { SessionStore } from "./session-store";
import { SessionTracker } from "./session-tracker";

/** Told what became of something: the transaction, once every replica has it, or the refusal. */
export type Done<T = Transaction> = (outcome: T | KeeperError) => void;

/** A server that carries out what the leader has decided. */
export interface Replica {
  apply(transaction: Transaction): void;
}

/** What a server asks of the leader: by a call in this chapter, through a network in chapter 9. */
export type Leadership<R extends Replica> = Pick<
  SessionLeader<R>,
  "join" | "open" | "touch" | "attach" | "write" | "close" | "sync"
>;

/** A decision whose asker hasn't been told. A refusal has no transaction. */
interface Decided {
  transaction?: Transaction;
  tell: () => void;
}

/**
 * The one place in which decisions are made: about the znodes, and about who is still there. Its servers ask it and
 * carry out what it says. In this chapter a question is a call; in chapter 9 a network lies between.
 *
 * @typeParam R a server
 */
export class SessionLeader<R extends Replica = Replica> {
  readonly store: SessionStore;
  readonly tracker: SessionTracker<R>;
  /**
   * Refuses, by throwing a KeeperError, what no session may ask for: nothing, until chapter 10. It is also shown the
   * znodes as they will be then: chapter 11.
   */
  guard: (request: Request, view: ZnodeView) => void = () => {};
  readonly #clock: Clock;
  readonly #replicas = new Set<R>();
  readonly #decided: Decided[] = [];
  readonly #onProposed: (transaction: Transaction) => void;

  /**
   * @param database what has been decided before this leader's time
   * @param tick in ms
   * @param onProposed called with every decision: see to it that `commit` is called when it is safe. By default it is
   *   safe at once; chapter 8 waits for a majority.
   * @param lastZxid see {@link SessionStore}
   */
  constructor(
    database: Database,
    clock: Clock,
    tick: number,
    onProposed?: (transaction: Transaction) => void,
    lastZxid?: Zxid,
  ) {
    this.#clock = clock;
    this.#onProposed = onProposed ?? (() => this.commit());
    this.store = new SessionStore(database, lastZxid);
    this.tracker = new SessionTracker(clock, tick, database.sessions(), (id) => this.#expired(id));
  }

  /** A server takes part from now on. It holds what the leader's database holds. */
  join(replica: R): void {
    this.#replicas.add(replica);
  }

  /** A session begins. */
  open(session: Session, done: Done): void {
    // #region write tracker: Decide it, and watch over it.
    this.tracker.track(session);
    this.#decide(() => this.store.open(session, this.#clock.now()), done);
    // #endregion
  }

  /** A session has been heard of, through whichever server. */
  touch(id: SessionId): void {
    this.tracker.touch(id);
  }

  /**
   * A client wants to go on with its session, at this server. If it may, its timeout starts again, and the session is
   * here from now on.
   *
   * @param done called with the session, or with undefined if it is over or the password is wrong
   */
  attach(id: SessionId, password: Uint8Array, server: R, done: (session: Session | undefined) => void): void {
    // #region write moving: Is it open, and is it theirs?
    const session = this.store.isOpen(id) ? this.store.database.session(id) : undefined;
    if (session === undefined || !sameBytes(session.password, password)) {
      done(undefined);
      return;
    }
    this.tracker.touch(id);
    this.tracker.own(id, server);
    done(session);
    // #endregion
  }

  /** A session asks for a change, through this server. */
  write(id: SessionId, request: Request, server: R, done: Done<TreeTransaction>): void {
    this.#decide(() => {
      // #region own moving: May this server still ask for it?
      this.tracker.check(id, server);
      // #endregion
      this.guard(request, this.store.view);
      return this.store.write(id, request, this.#clock.now());
    }, done);
  }

  /** The servers themselves ask for something, in turn with everybody: see `SessionStore.administer`. */
  administer(request: (zxid: Zxid) => Request, done: Done<TreeTransaction>): void {
    this.#decide(() => this.store.administer(request, this.#clock.now()), done);
  }

  /** A client ends its session, through this server. */
  close(id: SessionId, server: R, done: Done): void {
    this.#decide(() => {
      // #region own moving: May this server still end it?
      this.tracker.check(id, server);
      // #endregion
      return this.#close(id);
    }, done);
  }

  /** Calls back when all that has been decided up to now has been carried out. */
  sync(done: () => void): void {
    this.#decided.push({ tell: done });
    this.#tellRefusals();
  }

  /**
   * Carries out the oldest proposal here and on every replica; then its asker is told.
   * @returns it, or undefined where none waits
   */
  commit(): Transaction | undefined {
    const transaction = this.store.commit();
    if (transaction === undefined) return undefined;
    for (const replica of this.#replicas) replica.apply(transaction);
    this.#decided.shift()!.tell();
    this.#tellRefusals();
    return transaction;
  }

  /** It leads no longer: no session expires any more. */
  stop(): void {
    this.tracker.stop();
  }

  #expired(id: SessionId): void {
    // #region write tracker: Silence is a reason to close a session, like any other.
    this.#decide(
      () => this.#close(id),
      () => {},
    );
    // #endregion
  }

  #close(id: SessionId): Transaction {
    // #region write tracker: Nobody need watch over it any longer.
    const transaction = this.store.close(id, this.#clock.now());
    this.tracker.forget(id);
    return transaction;
    // #endregion
  }

  /** Makes a decision. A refusal is told when all that was decided before it has been carried out. */
  #decide<T extends Transaction>(propose: () => T, done: Done<T>): void {
    let transaction: T;
    try {
      transaction = propose();
    } catch (error) {
      if (!(error instanceof KeeperError)) throw error;
      this.#decided.push({ tell: () => done(error) });
      this.#tellRefusals();
      return;
    }
    this.#expect(transaction, () => done(transaction));
    this.#onProposed(transaction);
  }

  #expect(transaction: Transaction, tell: () => void): void {
    this.#decided.push({ transaction, tell });
  }

  #tellRefusals(): void {
    while (this.#decided.length > 0 && this.#decided[0]!.transaction === undefined) {
      this.#decided.shift()!.tell();
    }
  }
}

// #region own moving: Room for helpers of your own.
function sameBytes(some: Uint8Array, others: Uint8Array): boolean {
  return some.length === others.length && some.every((byte, index) => byte === others[index]);
}
// #endregion
