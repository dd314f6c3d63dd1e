import type { Connection, ConnectionHandler, Host, Timer } from "#lab/host";
import { type ConnectedMessage, NO_SESSION, type ToClient } from "#sessions/messages";
import type { ClientMessage, ServerMessage } from "#watches/messages";
import type { SessionId, Zxid } from "#znode-tree/changes";
import type { KeeperState } from "./keeper";
import { CLIENT_SERVICE, type Wire } from "./keeper-server";

/** After a connection has broken the next is dialled after this many ms, and up to as many more. */
const REDIAL_AFTER = 50;

/** Told what becomes of the session. */
export interface LinkUser {
  /** The highest zxid that it has been told. */
  readonly lastZxid: Zxid;
  /** The session is on a new connection, on which nothing was sent yet. */
  connected(): void;
  /** The connection is lost. Whatever hasn't been answered on it won't be. */
  disconnected(): void;
  /** The session is over. */
  over(): void;
  told(message: ServerMessage): void;
}

/**
 * The client's end of a session, through as many connections as it takes. It sends heartbeats after a third of the
 * timeout, gives a server up that was silent for two thirds, and dials the next with the third that is left. That the
 * session is over it learns from a server alone. Nothing to write here.
 *
 * @see ZooKeeper Programmer's Guide, "ZooKeeper Sessions"
 */
export class SessionLink implements ConnectionHandler<Wire> {
  id: SessionId = NO_SESSION;
  state: KeeperState = "connecting";
  #password = new Uint8Array(0);
  #timeout: number;
  #connection: Connection<Wire> | undefined;
  /** When the server of this connection was heard of for the last time, or dialled. */
  #heard = 0;
  #timer: Timer | undefined;
  #dialled = 0;
  #closing = false;

  /**
   * @param servers to be tried in turn
   * @param timeout that is asked for, in ms
   */
  constructor(
    private readonly host: Host,
    private readonly servers: readonly string[],
    timeout: number,
    private readonly user: LinkUser,
  ) {
    this.#timeout = timeout;
    this.#dial();
  }

  /** Sends a request. Only while it is connected. */
  send(message: ClientMessage): void {
    this.#connection?.send(message);
  }

  /** Asks for the end of the session. `over` is called when it has come. */
  close(): void {
    this.#closing = true;
    if (this.state === "connected") this.#connection?.send({ type: "close" });
  }

  onMessage(connection: Connection<Wire>, message: Wire): void {
    if (connection !== this.#connection) return;
    this.#heard = this.host.clock.now();
    const told = message as ToClient;
    if (told.type === "connected") this.#welcomed(told);
    else if (told.type === "closed") this.#end("closed");
    else if (told.type !== "pong") this.user.told(told);
  }

  onClose(connection: Connection<Wire>): void {
    if (connection === this.#connection) this.#lost();
  }

  #dial(): void {
    const server = this.servers[this.#dialled++ % this.servers.length]!;
    const connection = this.host.network.connect<Wire>(server, CLIENT_SERVICE, this);
    this.#connection = connection;
    this.#heard = this.host.clock.now();
    connection.send({
      type: "connect",
      id: this.id,
      password: this.#password,
      timeout: this.#timeout,
      lastZxid: this.user.lastZxid,
    });
    this.#after(this.#timeout / 3, () => this.#beat());
  }

  #beat(): void {
    if (this.host.clock.now() - this.#heard >= (this.#timeout * 2) / 3) {
      this.#connection?.close();
      this.#lost();
      return;
    }
    if (this.state === "connected") this.#connection?.send({ type: "ping" });
    this.#after(this.#timeout / 3, () => this.#beat());
  }

  #welcomed({ id, password, timeout }: ConnectedMessage): void {
    if (id === NO_SESSION) {
      this.#end(this.#closing ? "closed" : "expired");
      return;
    }
    this.id = id;
    this.#password = new Uint8Array(password);
    this.#timeout = timeout;
    this.state = "connected";
    if (this.#closing) this.#connection?.send({ type: "close" });
    else this.user.connected();
  }

  #lost(): void {
    this.#connection = undefined;
    this.state = "connecting";
    this.#after(REDIAL_AFTER + this.host.random.below(REDIAL_AFTER), () => this.#dial());
    this.user.disconnected();
  }

  #end(state: "expired" | "closed"): void {
    this.#timer?.cancel();
    this.#connection?.close();
    this.#connection = undefined;
    this.state = state;
    this.user.over();
  }

  /** One thing is waited for at a time. */
  #after(ms: number, act: () => void): void {
    this.#timer?.cancel();
    this.#timer = this.host.clock.after(ms, act);
  }
}
