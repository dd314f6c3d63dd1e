import type { Request, Transaction, Zxid } from "#znode-tree/changes";
import { KeeperError } from "#znode-tree/errors";
import type { ZnodeStore } from "#znode-tree/store";
import { ClientConnection, type Backend } from "./connection";
import type { LeaderRequest, LocalRequest, Result, ServerMessage } from "./messages";
import { rearm } from "./rearm";
import { resultOf } from "./results";
import { WatchTable } from "./watch-table";

/** Told how a write ended. */
export type Done = (outcome: Result | KeeperError) => void;

/** A write that has been decided and whose writer has not been told; or an answer that waits for those before it. */
type Decided = { transaction: Transaction; done: Done } | { answer: Result | KeeperError; done: Done };

/** What a server needs of its store. One whose leader is elsewhere decides nothing by itself. */
export type Store = Pick<ZnodeStore, "tree" | "propose" | "commit">;

/**
 * One server: its clients' connections, its watches and its store. A write is proposed as soon as it comes, and it is
 * carried out by `commit`, which somebody else calls: today the tests, later a disk (chapter 5) and a majority
 * (chapter 9).
 */
export class ZnodeServer implements Backend {
  readonly watches = new WatchTable<ClientConnection>();
  readonly #now: () => number;
  #lastZxid: Zxid;
  /** In the order of the decisions. */
  readonly #decided: Decided[] = [];

  /**
   * @param now the time, in ms since 1970
   * @param lastZxid the last transaction that the store's tree holds already
   */
  constructor(
    readonly store: Store,
    now: () => number,
    lastZxid: Zxid = 0n,
  ) {
    this.#now = now;
    this.#lastZxid = lastZxid;
  }

  get lastZxid(): Zxid {
    return this.#lastZxid;
  }

  /**
   * A client has connected.
   * @param send takes what the client is to be told, keeps its order, and doesn't call back into the server
   */
  connect(send: (message: ServerMessage) => void): ClientConnection {
    return new ClientConnection(this, send);
  }

  read(connection: ClientConnection, request: LocalRequest): Result {
    const { tree } = this.store;
    switch (request.type) {
      case "getData": {
        // Write here (step order): The data and the Stat; with `watch`, a data watch. What isn't there leaves none.
        throw new Error("Not written yet (step order)");
      }
      case "exists": {
        // Write here (step order): The Stat, or NoNode. Here what isn't there can be watched too.
        throw new Error("Not written yet (step order)");
      }
      case "getChildren": {
        // Write here (step order): The children and the Stat; with `watch`, a child watch.
        throw new Error("Not written yet (step order)");
      }
      case "addWatch": {
        // Write here (step lasting): Whether the znode is there or not.
        throw new Error("Not written yet (step lasting)");
      }
      case "setWatches": {
        // Write here (step reconnect): Tell what was missed, and leave the watches that go on.
        throw new Error("Not written yet (step reconnect)");
      }
      case "multiRead":
      case "checkWatches":
      case "removeWatches":
      case "getEphemerals":
      case "getAllChildrenNumber":
      case "getAcl":
      case "whoAmI":
      case "refuse":
        // Chapter 11 answers these before they come here.
        throw new KeeperError("Unimplemented", request.type);
    }
  }

  write(_connection: ClientConnection, request: LeaderRequest, done: Done): void {
    if (request.type !== "sync") this.submit(request, done);
    else this.#answerInOrder({ type: "sync", path: request.path }, done);
  }

  /**
   * Decides a write. A refusal waits too: until what was proposed before it is in the tree. It may rest on one of
   * these, and whoever is told NodeExists must then find the znode.
   *
   * @param done called once, by a later commit or, for a refusal that needn't wait, during this call
   */
  submit(request: Request, done: Done = () => {}): void {
    try {
      this.#decided.push({ transaction: this.store.propose(request, this.#now()), done });
    } catch (error) {
      if (!(error instanceof KeeperError)) throw error;
      this.#answerInOrder(error, done);
    }
  }

  #answerInOrder(answer: Result | KeeperError, done: Done): void {
    this.#decided.push({ answer, done });
    this.#tellAnswers();
  }

  /** Carries out the oldest proposal: first its watchers are told, then its writer. @returns undefined if none waits */
  commit(): Transaction | undefined {
    // Write here (step order): Let the store commit it. Then `applied` and `#tellWriter`, in the right order.
    throw new Error("Not written yet (step order)");
  }

  /** The tree has just carried out a transaction, wherever that was decided: its watchers are told. */
  applied(transaction: Transaction): void {
    // Write here (step order): From now on it is the last one. Then each event, to each of its watchers.
    throw new Error("Not written yet (step order)");
  }

  forget(connection: ClientConnection): void {
    // Write here (step lasting): A connection that is gone watches nothing.
    throw new Error("Not written yet (step lasting)");
  }

  /** Its writer is told the result, and then all whose refusals waited for it. */
  #tellWriter(transaction: Transaction): void {
    const oldest = this.#decided[0];
    if (oldest === undefined || !("transaction" in oldest) || oldest.transaction !== transaction) return;
    this.#decided.shift();
    oldest.done(resultOf(transaction.change, this.store.tree));
    this.#tellAnswers();
  }

  #tellAnswers(): void {
    for (let oldest = this.#decided[0]; oldest && "answer" in oldest; oldest = this.#decided[0]) {
      this.#decided.shift();
      oldest.done(oldest.answer);
    }
  }
}
