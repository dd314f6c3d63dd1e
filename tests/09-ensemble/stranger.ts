import type { Connection, ConnectionHandler, Host } from "#lab/host";
import { CLIENT_SERVICE, type Wire } from "#master-election/keeper-server";
import { NO_SESSION } from "#sessions/messages";
import { TIMEOUT } from "./nodes";

/** A client that says in its first message what the test lets it say, and writes down what it is told. */
export class Stranger implements ConnectionHandler<Wire> {
  readonly told: Wire[] = [];
  isHungUp = false;

  constructor(
    host: Host,
    server: string,
    private readonly first: Wire,
  ) {
    host.network.connect<Wire>(server, CLIENT_SERVICE, this);
  }

  onOpen(connection: Connection<Wire>): void {
    connection.send(this.first);
  }
  onMessage(_: Connection<Wire>, message: Wire): void {
    this.told.push(message);
  }
  onClose(): void {
    this.isHungUp = true;
  }
}

export function asks(lastZxid?: bigint): Wire {
  const connect = { type: "connect" as const, id: NO_SESSION, password: new Uint8Array(0), timeout: TIMEOUT };
  return lastZxid === undefined ? connect : { ...connect, lastZxid };
}
