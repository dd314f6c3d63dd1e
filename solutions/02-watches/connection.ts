import type { Zxid } from "#znode-tree/changes";
import { KeeperError } from "#znode-tree/errors";
import type { WatchedEvent } from "./events";
import {
  isLocal,
  refusalFrom,
  type ClientMessage,
  type LeaderRequest,
  type LocalRequest,
  type Refusal,
  type Reply,
  type Result,
  type ServerMessage,
} from "./messages";

/** What a connection needs of the server behind it. */
export interface Backend {
  /** The last transaction that the server has processed: applied, and told to its watchers. */
  readonly lastZxid: Zxid;

  /** Answers from the server's own tree, as it is now. @throws KeeperError */
  read(connection: ClientConnection, request: LocalRequest): Result;

  /**
   * Starts a write. `done` is called once, during this call or later: after the write's watchers have been told, or
   * with the refusal. Writes of one connection end in the order in which they were started.
   */
  write(
    connection: ClientConnection,
    request: LeaderRequest,
    done: (outcome: Result | KeeperError) => void,
  ): void;

  /** The connection is gone, and its watches with it. */
  forget(connection: ClientConnection): void;
}

// #region own order: What must be kept of a request that can't be answered yet?
interface Waiting {
  xid: number;
  /** Makes the reply's outcome; undefined while a write is on its way. */
  outcome: (() => Result | Refusal) | undefined;
}
// #endregion

/**
 * The server's end of one client's connection. Everything that the client is told goes through it, in one order:
 * replies in the order of the requests, and events between them.
 *
 * A read sees the writes that the client sent before it: it isn't done before they are.
 */
export class ClientConnection {
  readonly #backend: Backend;
  readonly #send: (message: ServerMessage) => void;
  #open = true;
  // #region own order: Your fields.
  readonly #waiting: Waiting[] = [];
  // #endregion

  /** @param send takes what the client is to be told, keeps its order, and doesn't call back into the server */
  constructor(backend: Backend, send: (message: ServerMessage) => void) {
    this.#backend = backend;
    this.#send = send;
  }

  /**
   * A request has come. Writes are started at once, so that a client's writes don't wait for each other; replies go
   * out in the order of the requests.
   */
  receive({ xid, request }: ClientMessage): void {
    if (!this.#open) return;
    // #region write order: Start a write. A read waits until everything before it has been answered.
    const waiting: Waiting = { xid, outcome: undefined };
    this.#waiting.push(waiting);
    if (isLocal(request)) {
      waiting.outcome = () => this.#read(request);
    } else {
      this.#backend.write(this, request, (outcome) => {
        waiting.outcome = () => (outcome instanceof KeeperError ? refusalFrom(outcome) : outcome);
        this.#answer();
      });
    }
    this.#answer();
    // #endregion
  }

  /** Something that the client watches has happened. */
  tell(event: WatchedEvent): void {
    if (this.#open) this.#send({ type: "event", event });
  }

  /** The connection is gone: nothing is sent any more, and its watches are forgotten. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#backend.forget(this);
  }

  #reply(xid: number, outcome: Result | Refusal): void {
    const reply: Reply = { type: "reply", xid, zxid: this.#backend.lastZxid, outcome };
    if (this.#open) this.#send(reply);
  }

  #read(request: LocalRequest): Result | Refusal {
    try {
      return this.#backend.read(this, request);
    } catch (error) {
      if (error instanceof KeeperError) return refusalFrom(error);
      throw error;
    }
  }

  // #region own order: Room for helpers of your own.
  /**
   * Answers what can be answered, oldest first. A connection that is gone doesn't read any more: the read would leave
   * a watch that nobody removes.
   */
  #answer(): void {
    while (this.#open) {
      const next = this.#waiting[0];
      if (next?.outcome === undefined) return;
      this.#waiting.shift();
      this.#reply(next.xid, next.outcome());
    }
  }
  // #endregion
}
