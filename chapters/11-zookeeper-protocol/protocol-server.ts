import type { ByteConnection, ByteHandler, Host } from "#lab/host";
import type { Desk } from "#ensemble/client-desk";
import type { SessionServer } from "#sessions/server";
import { JuteWriter } from "./jute-writer";
import { addressOf, Doorkeeper, type Limits, LIMITS } from "./limits";
import { ProtocolConnection, type Surroundings } from "./protocol-connection";

/** The service that ZooKeeper's own clients dial. */
export const PROTOCOL_SERVICE = "zookeeper";

/** The desk at which ZooKeeper's own clients are met, in their language. */
export class ProtocolServer implements Desk, ByteHandler, Surroundings {
  readonly limits: Limits;
  readonly #host: Host;
  readonly #connections = new Map<ByteConnection, ProtocolConnection>();
  #server: SessionServer | undefined;
  /** One for all connections: each writes what it has, and begins again. */
  readonly #writer = new JuteWriter();
  /** Those that have something to write. */
  #waiting: ProtocolConnection[] = [];

  // Yours (step limits): Your fields.

  constructor(host: Host, limits = LIMITS) {
    this.#host = host;
    this.limits = limits;
    // Yours (step limits): What you need from the beginning.
    host.network.listenBytes(PROTOCOL_SERVICE, this);
  }

  get clients(): number {
    return this.#connections.size;
  }

  /** Bytes of answers that wait for clients to read them. */
  get unread(): number {
    let bytes = 0;
    for (const wire of this.#connections.keys()) bytes += wire.backlog;
    return bytes;
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
      this.forget(wire);
    }
  }

  onOpen(wire: ByteConnection): void {
    // Yours (step limits): Is there room?
    const connection = new ProtocolConnection(wire, this);
    this.#connections.set(wire, connection);
    // Yours (step limits): How long may it take to say hello?
  }

  onBytes(wire: ByteConnection, bytes: Uint8Array): void {
    this.#connections.get(wire)?.receive(bytes);
  }

  onClose(wire: ByteConnection): void {
    this.#connections.get(wire)?.dropped();
    this.forget(wire);
  }

  onDrain(wire: ByteConnection): void {
    this.#connections.get(wire)?.drained();
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

  later(callback: () => void): void {
    this.#host.clock.after(this.limits.patience, callback);
  }

  forget(wire: ByteConnection): void {
    if (!this.#connections.delete(wire)) return;
    // Yours (step limits): Somebody has left.
  }
}
