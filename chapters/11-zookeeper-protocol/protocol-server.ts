import type { ByteConnection, ByteHandler, Host } from "#lab/host";
import type { Desk } from "#ensemble/client-desk";
import type { SessionServer } from "#sessions/server";
import { JuteWriter } from "./jute-writer";
import { ProtocolConnection, type Surroundings } from "./protocol-connection";

/** The service that ZooKeeper's own clients dial. */
export const PROTOCOL_SERVICE = "zookeeper";

/** The desk at which ZooKeeper's own clients are met, in their language. */
export class ProtocolServer implements Desk, ByteHandler, Surroundings {
  readonly #host: Host;
  readonly #connections = new Map<ByteConnection, ProtocolConnection>();
  #server: SessionServer | undefined;
  /** One for all connections: each writes what it has, and begins again. */
  readonly #writer = new JuteWriter();
  /** Those that have something to write. */
  #waiting: ProtocolConnection[] = [];

  constructor(host: Host) {
    this.#host = host;
    host.network.listenBytes(PROTOCOL_SERVICE, this);
  }

  get clients(): number {
    return this.#connections.size;
  }

  get server(): SessionServer | undefined {
    return this.#server;
  }

  open(server: SessionServer): void {
    this.#server = server;
  }

  close(): void {
    this.#server = undefined;
    for (const [wire, connection] of this.#connections) {
      connection.dropped();
      wire.close();
    }
    this.#connections.clear();
  }

  onOpen(wire: ByteConnection): void {
    this.#connections.set(wire, new ProtocolConnection(wire, this));
  }

  onBytes(wire: ByteConnection, bytes: Uint8Array): void {
    this.#connections.get(wire)?.receive(bytes);
  }

  onClose(wire: ByteConnection): void {
    this.#connections.get(wire)?.dropped();
    this.#connections.delete(wire);
  }

  /**
   * What a client is told while the server is at something goes out at the end of it, in one piece: a thousand answers
   * cost little more than one.
   */
  writeSoon(connection: ProtocolConnection): void {
    this.#waiting.push(connection);
    if (this.#waiting.length > 1) return;
    this.#host.clock.after(0, () => {
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const each of waiting) each.flush(this.#writer);
    });
  }

  writeNow(connection: ProtocolConnection): void {
    connection.flush(this.#writer);
  }

  forget(wire: ByteConnection): void {
    this.#connections.delete(wire);
  }
}
