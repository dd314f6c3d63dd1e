import type { Connection, ConnectionHandler, Host } from "#lab/host";
import { CLIENT_SERVICE, type Wire } from "#master-election/keeper-server";
import type { ToServer } from "#sessions/messages";
import type { SessionServer } from "#sessions/server";
import type { SessionConnection } from "#sessions/session-connection";
import type { Zxid } from "#znode-tree/changes";

/** Each connection is a guest, who is let in by its first message; whoever isn't in is turned away. */
export class ClientDesk implements ConnectionHandler<Wire> {
  #server: SessionServer | undefined;
  #guests: Guest[] = [];

  constructor(host: Host) {
    host.network.listen(CLIENT_SERVICE, this);
  }

  get clients(): number {
    return this.#guests.filter(({ isHere }) => isHere).length;
  }

  open(server: SessionServer): void {
    this.#server = server;
  }

  close(): void {
    this.#server = undefined;
    for (const guest of this.#guests.splice(0)) guest.showOut();
  }

  onOpen(connection: Connection<Wire>): void {
    if (this.#server === undefined) connection.close();
    else this.#guests.push(new Guest(connection, this.#server));
  }

  onMessage(connection: Connection<Wire>, message: Wire): void {
    this.#guests.find((each) => each.connection === connection)?.hear(message as ToServer);
    this.#guests = this.#guests.filter(({ isHere }) => isHere);
  }

  onClose(connection: Connection<Wire>): void {
    this.#guests.find((each) => each.connection === connection)?.showOut();
    this.#guests = this.#guests.filter(({ isHere }) => isHere);
  }
}

class Guest {
  isHere = true;
  /** Once it is in. */
  #client: SessionConnection | undefined;

  constructor(
    readonly connection: Connection<Wire>,
    private readonly server: SessionServer,
  ) {}

  hear(message: ToServer): void {
    if (!this.isHere) return;
    if (this.#client === undefined) {
      if (hasSeenMore(message, this.server.database.lastZxid)) {
        this.showOut();
        return;
      }
      this.#client = this.server.connect({
        send: (told) => this.connection.send(told),
        hangUp: () => this.#leave(),
      });
    }
    this.#client.receive(message);
  }

  showOut(): void {
    if (!this.isHere) return;
    this.#leave();
    this.#client?.dropped();
  }

  #leave(): void {
    this.isHere = false;
    this.connection.close();
  }
}

/** What a client says of the past, against what a server has. */
export function hasSeenMore(message: ToServer, lastZxid: Zxid): boolean {
  const seen = "type" in message && message.type === "connect" ? message.lastZxid : undefined;
  return seen !== undefined && seen > lastZxid;
}
