import type { SessionId, Zxid } from "#znode-tree/changes";
import { KeeperError } from "#znode-tree/errors";
import { type Backend, ClientConnection } from "#watches/connection";
import type { LeaderRequest, LocalRequest, Result } from "#watches/messages";
import { resultOf } from "#watches/results";
import { type ConnectedMessage, NO_SESSION, type ToServer } from "./messages";
import type { ClientEnd, SessionServer } from "./server";

/**
 * The server's end of one client's connection. It begins with a session, new or old, and everything after that is
 * asked in the name of that session. A session may outlive many connections.
 */
export class SessionConnection implements Backend {
  readonly #server: SessionServer;
  readonly #client: ClientEnd;
  /** Answers in order, as in chapter 2. */
  readonly #requests: ClientConnection;
  #open = true;
  #id: SessionId = NO_SESSION;
  // #region own moving: Your fields.
  /** It has asked for a session. Only its first message may. */
  #asked = false;
  // #endregion

  constructor(server: SessionServer, client: ClientEnd) {
    this.#server = server;
    this.#client = client;
    this.#requests = new ClientConnection(this, (message) => client.send(message));
  }

  /** The session that it serves, or NO_SESSION before it has one. */
  get id(): SessionId {
    return this.#id;
  }

  /** Whether the client can still be told anything. */
  get open(): boolean {
    return this.#open;
  }

  get lastZxid(): Zxid {
    return this.#server.znodes.lastZxid;
  }

  /**
   * The client has sent something: first `connect`, then anything else. Whatever it is, its session has been heard of.
   * A client that begins otherwise is hung up on.
   */
  receive(message: ToServer): void {
    if (!this.#open) return;
    // #region write moving: First a session: the server welcomes it, and #id is known. Then touch it, whatever comes.
    const type = "type" in message ? message.type : "request";
    if (this.#asked === (type === "connect")) {
      this.end();
      return;
    }
    if (!("type" in message)) {
      this.#heard();
      this.#requests.receive(message);
    } else if (message.type === "connect") {
      this.#asked = true;
      this.#server.welcome(this, message, (answer) => this.#welcomed(answer));
    } else if (message.type === "ping") {
      this.#heard();
      this.#client.send({ type: "pong" });
    } else {
      this.#close();
    }
    // #endregion
  }

  /** Hangs up. The session goes on without this connection. */
  end(): void {
    if (!this.#open) return;
    this.dropped();
    this.#client.hangUp();
  }

  /** The connection has broken, or the client has hung up. */
  dropped(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#requests.close();
    this.#server.left(this);
  }

  read(connection: ClientConnection, request: LocalRequest): Result {
    return this.#client.read?.(connection, request) ?? this.#server.znodes.read(connection, request);
  }

  write(_: ClientConnection, request: LeaderRequest, done: (outcome: Result | KeeperError) => void): void {
    if (request.type === "sync") {
      this.#server.leader.sync(() => done({ type: "sync", path: request.path }));
      return;
    }
    // #region write moving: The leader decides. A client whose session has moved on has no business here any more.
    this.#server.leader.write(this.#id, request, this.#server, (outcome) => {
      if (!(outcome instanceof KeeperError)) {
        done(resultOf(outcome.change, this.#server.database.tree));
        return;
      }
      done(outcome);
      if (outcome.reason === "SessionMoved") this.end();
    });
    // #endregion
  }

  forget(connection: ClientConnection): void {
    this.#server.znodes.forget(connection);
  }

  // #region own moving: Room for helpers of your own.
  #welcomed(answer: ConnectedMessage): void {
    if (!this.#open) return;
    this.#id = answer.id;
    this.#client.send(answer);
    if (answer.id === NO_SESSION) this.end();
  }

  #heard(): void {
    this.#server.leader.touch(this.#id);
  }

  #close(): void {
    // The server hangs up on a session that has ended. This one ends in peace, and is to be told so first.
    this.#server.left(this);
    this.#server.leader.close(this.#id, this.#server, (outcome) => {
      if (this.#open && !(outcome instanceof KeeperError)) this.#client.send({ type: "closed" });
      this.end();
    });
  }
  // #endregion
}
