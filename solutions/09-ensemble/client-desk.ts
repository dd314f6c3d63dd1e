import type { Connection, ConnectionHandler, Host } from "#lab/host";
import { CLIENT_SERVICE, type Wire } from "#master-election/keeper-server";
import type { ToServer } from "#sessions/messages";
import type { SessionServer } from "#sessions/server";
import type { SessionConnection } from "#sessions/session-connection";
import type { Zxid } from "#znode-tree/changes";

/** Where a server meets its clients, in whatever language they speak (chapter 11). */
export interface Desk {
  /** How many clients are connected. */
  readonly clients: number;
  /** From now on clients are served by this server. */
  open(server: SessionServer): void;
  /** Nobody is served any more. */
  close(): void;
}

/** The desk of this workbook's own clients. It is open only while the server leads or follows. */
export class ClientDesk implements Desk, ConnectionHandler<Wire> {
  // #region own door: Your fields. Whom do clients talk to?
  #server: SessionServer | undefined;
  readonly #clients = new Map<Connection<Wire>, SessionConnection>();
  // #endregion

  constructor(host: Host) {
    host.network.listen(CLIENT_SERVICE, this);
  }

  /** How many clients are connected. */
  get clients(): number {
    // #region write door: Those that have a connection.
    return this.#clients.size;
    // #endregion
  }

  /** From now on clients are served by this server. */
  open(server: SessionServer): void {
    // #region write door: Keep it.
    this.#server = server;
    // #endregion
  }

  /** Nobody is served any more. What clients have asked may be done or not: nobody here can tell them. */
  close(): void {
    // #region write door: Whoever is here must find another server, and must hear nothing more from this one.
    this.#server = undefined;
    for (const [connection, client] of this.#clients) {
      client.dropped();
      connection.close();
    }
    this.#clients.clear();
    // #endregion
  }

  onOpen(connection: Connection<Wire>): void {
    // #region write door: Is anybody there to serve it?
    if (this.#server === undefined) {
      connection.close();
      return;
    }
    const send = connection.send.bind(connection);
    this.#clients.set(connection, this.#server.connect({ send, hangUp: () => this.#hangUp(connection) }));
    // #endregion
  }

  onMessage(connection: Connection<Wire>, message: Wire): void {
    // #region write door: It is for the client's end of the server. But first: may this server serve it at all?
    const client = this.#clients.get(connection);
    if (client === undefined) return;
    const asked = message as ToServer;
    if (hasSeenMore(asked, this.#server!.database.lastZxid)) {
      client.dropped();
      this.#hangUp(connection);
      return;
    }
    client.receive(asked);
    // #endregion
  }

  onClose(connection: Connection<Wire>): void {
    // #region write door: The connection is gone. Its session may not be.
    this.#clients.get(connection)?.dropped();
    this.#clients.delete(connection);
    // #endregion
  }

  // #region own door: Room for helpers of your own.
  #hangUp(connection: Connection<Wire>): void {
    this.#clients.delete(connection);
    connection.close();
  }
  // #endregion
}

/**
 * Whether a client's message says that it has seen more than a server that is at this zxid. Exactly as much isn't more.
 * @see ZooKeeper source, `ZooKeeperServer.processConnectRequest`
 */
export function hasSeenMore(message: ToServer, lastZxid: Zxid): boolean {
  // #region write door: Only its first message says how far it has come; an older client doesn't say.
  if (!("type" in message) || message.type !== "connect") return false;
  return (message.lastZxid ?? 0n) > lastZxid;
  // #endregion
}
