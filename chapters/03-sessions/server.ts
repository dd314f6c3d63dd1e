import type { Clock, Random } from "#lab/host";
import type { SessionId } from "#znode-tree/changes";
import type { ZnodeTree } from "#znode-tree/znode-tree";
import type { ClientConnection } from "#watches/connection";
import type { LocalRequest, Result } from "#watches/messages";
import { type Store, ZnodeServer } from "#watches/server";
import type { Transaction } from "./changes";
import { Database } from "./database";
import type { Leadership, Replica } from "./leader";
import { type ConnectMessage, type ConnectedMessage, NO_SESSION, OVER, type ToClient } from "./messages";
import { negotiateTimeout, newPassword, SessionIds } from "./opening";
import { SessionConnection } from "./session-connection";
import { treeTransaction } from "./tree-change";

/** The client's end of a connection, as the server sees it. */
export interface ClientEnd {
  /** Takes what the client is to be told, and keeps its order. */
  send: (message: ToClient) => void;
  /** Ends the connection; what was sent before still arrives. */
  hangUp: () => void;
  /**
   * Asked first with every read: it may refuse it by throwing a KeeperError, or answer it itself. Where it returns
   * undefined, the server answers. Absent until chapter 11.
   */
  read?: (connection: ClientConnection, request: LocalRequest) => Result | undefined;
}

/**
 * One of several servers. It holds everything, answers reads and tells watchers by itself, and asks the leader for the
 * rest. Which sessions its clients have is all that it knows by itself, and that may be lost.
 */
export class SessionServer implements Replica {
  /** Reads and watches, as in chapter 2. Its own deciding half stays idle: the leader decides. */
  readonly znodes: ZnodeServer;
  readonly database: Database;
  readonly #tick: number;
  readonly #random: Random;
  readonly #ids: SessionIds;
  #leader: Leadership<SessionServer>;
  // Yours (step moving): Your fields. Which connection is a session on?

  /**
   * @param number its own, different from every other server's
   * @param tick in ms, the same for all servers
   * @param database what it holds already
   */
  constructor(
    number: number,
    leader: Leadership<SessionServer>,
    clock: Clock,
    random: Random,
    tick: number,
    database = new Database(),
  ) {
    this.znodes = new ZnodeServer(decidesNothing(database.tree), () => clock.now(), database.lastZxid);
    this.database = database;
    this.#ids = new SessionIds(number, clock.now());
    this.#random = random;
    this.#tick = tick;
    this.#leader = leader;
    leader.join(this);
  }

  /** Follows a new leader, whose database holds what this server's does. */
  follow(leader: Leadership<SessionServer>): void {
    this.#leader = leader;
    leader.join(this);
  }

  /** The leader that decides for this server. */
  get leader(): Leadership<SessionServer> {
    return this.#leader;
  }

  /** A client has connected. */
  connect(client: ClientEnd): SessionConnection {
    return new SessionConnection(this, client);
  }

  /**
   * A client has asked for a session on a connection.
   * @param done called with what to tell it
   */
  welcome(
    connection: SessionConnection,
    ask: ConnectMessage,
    done: (answer: ConnectedMessage) => void,
  ): void {
    // Write here (step moving): A new session, or one that goes on. If it was here before, its old connection ends.
    throw new Error("Not written yet (step moving)");
  }

  /** A connection is gone. */
  left(connection: SessionConnection): void {
    // Write here (step moving): What does that say about its session?
    throw new Error("Not written yet (step moving)");
  }

  apply(transaction: Transaction): void {
    // A server that leads shares its database with the leader in it (chapter 9), which has applied it by now.
    if (transaction.zxid > this.database.lastZxid) this.database.apply(transaction);
    this.znodes.applied(treeTransaction(transaction));
    // Yours (step moving): If a session that is here has ended, its connection has nothing left to do.
  }

  // Yours (step moving): Room for helpers of your own.
}

function decidesNothing(tree: ZnodeTree): Store {
  return {
    tree,
    propose: () => {
      throw new Error("only the leader decides");
    },
    commit: () => undefined,
  };
}
