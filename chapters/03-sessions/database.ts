import type { SessionId, Zxid } from "#znode-tree/changes";
import { ZnodeTree } from "#znode-tree/znode-tree";
import type { Session, Transaction } from "./changes";
import { Ephemerals } from "./ephemerals";
import { PassingZnodes } from "./passing";
import { treeTransaction } from "./tree-change";

/**
 * All that a server holds: the znodes, and the sessions. It decides nothing. Servers that have applied the same
 * transactions in the same order hold the same, and applying a run of them again changes nothing.
 */
export class Database {
  readonly ephemerals = new Ephemerals();
  readonly passing = new PassingZnodes();
  #lastZxid: Zxid = 0n;
  // Yours (step ephemerals): Your fields.

  /** @param tree where the znodes are kept; it must be in step with the rest, so usually it is new */
  constructor(readonly tree = new ZnodeTree()) {}

  /** The highest zxid that has been applied. */
  get lastZxid(): Zxid {
    return this.#lastZxid;
  }

  /** Carries out a transaction. It never fails. */
  apply(transaction: Transaction): void {
    this.tree.apply(treeTransaction(transaction));
    this.ephemerals.apply(transaction.change);
    this.passing.apply(transaction.change);
    // Write here (step ephemerals): A session is known from its opening to its closing. And which zxid is the last now?
    throw new Error("Not written yet (step ephemerals)");
  }

  /** A session, or undefined if there is none: it never was, or it is over. */
  session(id: SessionId): Session | undefined {
    // Write here (step ephemerals): By its id.
    throw new Error("Not written yet (step ephemerals)");
  }

  /** All sessions, in no promised order. */
  sessions(): Session[] {
    // Write here (step ephemerals): A list of the caller's own.
    throw new Error("Not written yet (step ephemerals)");
  }
}
