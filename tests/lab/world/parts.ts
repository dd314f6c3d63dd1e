import type { ByteConnection, ByteHandler, Connection, ConnectionHandler, Host } from "#lab/host";

/** Writes down what happens to its connections; the tests drive it. */
export class Listener<M = unknown> implements ConnectionHandler<M> {
  readonly messages: M[] = [];
  readonly log: string[] = [];
  readonly connections: Connection<M>[] = [];

  constructor(
    readonly host: Host,
    service?: string,
  ) {
    if (service) host.network.listen(service, this);
  }

  onOpen(connection: Connection<M>): void {
    this.log.push(`open ${connection.peer}`);
    this.connections.push(connection);
  }
  onMessage(_: Connection<M>, message: M): void {
    this.messages.push(message);
  }
  onClose(connection: Connection<M>): void {
    this.log.push(`close ${connection.peer}`);
  }
  onDrain(connection: Connection<M>): void {
    this.log.push(`drain ${connection.peer}`);
  }
}

/** The same for bytes. */
export class ByteListener implements ByteHandler {
  received: number[] = [];
  readonly chunks: number[] = [];
  readonly log: string[] = [];
  readonly connections: ByteConnection[] = [];

  constructor(
    readonly host: Host,
    service?: string,
  ) {
    if (service) host.network.listenBytes(service, this);
  }

  onOpen(connection: ByteConnection): void {
    this.log.push(`open ${connection.peer}`);
    this.connections.push(connection);
  }
  onBytes(_: ByteConnection, bytes: Uint8Array): void {
    this.received.push(...bytes);
    this.chunks.push(bytes.length);
  }
  onClose(connection: ByteConnection): void {
    this.log.push(`close ${connection.peer}`);
  }
  onDrain(connection: ByteConnection): void {
    this.log.push(`drain ${connection.peer}`);
  }
}

export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
