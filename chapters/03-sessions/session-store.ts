import type {
  Request,
  SessionId,
  Transaction as TreeTransaction,
  ZnodeView,
  Zxid,
} from "#znode-tree/changes";
import { KeeperError } from "#znode-tree/errors";
import { isSession } from "#znode-tree/owners";
import { PendingChanges } from "#znode-tree/pending";
import { prepare } from "#znode-tree/prepare";
import { type Change, type Session, showSession, type Transaction } from "./changes";
import type { Database } from "./database";
import type { Ephemerals } from "./ephemerals";
import { treeChange } from "./tree-change";

/**
 * Decides what happens to the znodes and the sessions of a database, and carries it out. As in chapter 1 the two are
 * apart, and every decision is made as if those before it had been carried out. So the end of a session is final from
 * the moment in which it is decided.
 */
export class SessionStore {
  readonly #pending: PendingChanges;
  readonly #proposed: Transaction[] = [];
  #lastZxid: Zxid;
  // Yours (step closing): What else must be known as it will be? The database may hold sessions already.

  /**
   * @param database nobody else changes it from now on
   * @param lastZxid the next transaction gets the zxid after it: by default the database's last. A new epoch (chapter 8)
   *   begins above all that the database holds
   */
  constructor(
    readonly database: Database,
    lastZxid = database.lastZxid,
  ) {
    this.#pending = new PendingChanges(database.tree);
    this.#lastZxid = lastZxid;
    // Yours (step closing): Begin with what the database holds.
  }

  /** The znodes as they will be once all that has been decided is carried out. */
  get view(): ZnodeView {
    return this.#pending;
  }

  /** Whether a session may still do anything. It may from its opening until its end is decided. */
  isOpen(id: SessionId): boolean {
    // Write here (step closing): As decided, whether it has been carried out or not.
    throw new Error("Not written yet (step closing)");
  }

  /**
   * Decides that a session begins.
   * @param time now, in ms since 1970
   */
  open(session: Session, time: number): Transaction {
    // Write here (step closing): Nothing can be wrong with it: its id is new.
    throw new Error("Not written yet (step closing)");
  }

  /**
   * Decides a request of a session.
   *
   * @throws KeeperError SessionExpired if the session isn't open; BadArguments for an ephemeral znode of another
   * session; and what `prepare` of chapter 1 throws
   */
  write(id: SessionId, request: Request, time: number): TreeTransaction {
    // Write here (step closing): May this session ask at all? Is it asking in its own name?
    throw new Error("Not written yet (step closing)");
  }

  /**
   * Decides something that the servers themselves ask for, in nobody's name (chapter 10).
   * @param request called with the zxid that the transaction will have
   * @throws KeeperError what it throws, and what `prepare` of chapter 1 throws
   */
  administer(request: (zxid: Zxid) => Request, time: number): TreeTransaction {
    return this.#propose(prepare(this.#pending, request(this.#lastZxid + 1n)), time);
  }

  /**
   * Decides that a session ends, and with it all its ephemeral znodes, at one zxid.
   * @throws KeeperError SessionExpired if it isn't open
   */
  close(id: SessionId, time: number): Transaction {
    // Write here (step closing): Which znodes will it have by then? Some may be on their way; others may be gone by then.
    throw new Error("Not written yet (step closing)");
  }

  /** Carries out the oldest proposal. @returns it, or undefined where none waits */
  commit(): Transaction | undefined {
    const transaction = this.#proposed.shift();
    if (transaction === undefined) return undefined;
    this.database.apply(transaction);
    this.#pending.arrived();
    return transaction;
  }

  /** Gives a change that may be done the next zxid. */
  #propose<C extends Change>(change: C, time: number): Transaction & { change: C } {
    this.#lastZxid += 1n;
    const transaction = { zxid: this.#lastZxid, time, change };
    this.#pending.add(treeChange(change));
    // Yours (step closing): The next decision must know of this one.
    this.#proposed.push(transaction);
    return transaction;
  }

  // Yours (step closing): Room for helpers of your own.
}

// Yours (step closing): Room for helpers of your own.
