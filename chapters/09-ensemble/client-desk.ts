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
  // Yours (step door): Your fields. Whom do clients talk to?

  constructor(host: Host) {
    host.network.listen(CLIENT_SERVICE, this);
  }

  /** How many clients are connected. */
  get clients(): number {
    // Write here (step door): Those that have a connection.
    throw new Error("Not written yet (step door)");
  }

  /** From now on clients are served by this server. */
  open(server: SessionServer): void {
    // Write here (step door): Keep it.
    throw new Error("Not written yet (step door)");
  }

  /** Nobody is served any more. What clients have asked may be done or not: nobody here can tell them. */
  close(): void {
    // Write here (step door): Whoever is here must find another server, and must hear nothing more from this one.
    throw new Error("Not written yet (step door)");
  }

  onOpen(connection: Connection<Wire>): void {
    // Write here (step door): Is anybody there to serve it?
    throw new Error("Not written yet (step door)");
  }

  onMessage(connection: Connection<Wire>, message: Wire): void {
    // Write here (step door): It is for the client's end of the server. But first: may this server serve it at all?
    throw new Error("Not written yet (step door)");
  }

  onClose(connection: Connection<Wire>): void {
    // Write here (step door): The connection is gone. Its session may not be.
    throw new Error("Not written yet (step door)");
  }

  // Yours (step door): Room for helpers of your own.
}

/**
 * Whether a client's message says that it has seen more than a server that is at this zxid. Exactly as much isn't more.
 * @see ZooKeeper source, `ZooKeeperServer.processConnectRequest`
 */
export function hasSeenMore(message: ToServer, lastZxid: Zxid): boolean {
  // Write here (step door): Only its first message says how far it has come; an older client doesn't say.
  throw new Error("Not written yet (step door)");
}
