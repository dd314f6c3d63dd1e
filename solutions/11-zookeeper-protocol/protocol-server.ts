import type { ByteConnection, ByteHandler, Host } from "#lab/host";
import type { Desk } from "#ensemble/client-desk";
import type { SessionServer } from "#sessions/server";
import { JuteWriter } from "./jute-writer";
import { addressOf, Doorkeeper, type Limits } from "./limits";
import { ProtocolConnection, type Surroundings } from "./protocol-connection";

/** The service that ZooKeeper's own clients dial. */
export const PROTOCOL_SERVICE = "zookeeper";

/** The desk at which ZooKeeper's own clients are met, in their language. */
export class ProtocolServer implements Desk, ByteHandler, Surroundings {
  readonly limits: Limits | undefined;
  readonly #host: Host;
  readonly #connections = new Map<ByteConnection, ProtocolConnection>();
  #server: SessionServer | undefined;
  /** One for all connections: each writes what it has, and begins again. */
  readonly #writer = new JuteWriter();
  /** Those that have something to write. */
  #waiting: ProtocolConnection[] = [];

  /** Who counts those who are here, if there is a limit. */
  readonly #doorkeeper: Doorkeeper | undefined;

  /** @param limits what clients may cost: without it, as much as they like */
  constructor(host: Host, limits?: Limits) {
    this.#host = host;
    this.limits = limits;
    this.#doorkeeper = limits && new Doorkeeper(limits.clientsPerAddress);
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
    if (this.#doorkeeper?.admits(addressOf(wire.peer)) === false) {
      wire.close();
      return;
    }
    const connection = new ProtocolConnection(wire, this);
    this.#connections.set(wire, connection);
    if (this.limits !== undefined) this.#expectHello(wire, connection, this.limits);
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

  later(ms: number, callback: () => void): void {
    this.#host.clock.after(ms, callback);
  }

  forget(wire: ByteConnection): void {
    if (!this.#connections.delete(wire)) return;
    this.#doorkeeper?.left(addressOf(wire.peer));
  }

  /** A client that has come in must say what it wants. */
  #expectHello(wire: ByteConnection, connection: ProtocolConnection, { patience }: Limits): void {
    // #region write limits: Later: is it still there, and has it asked for a session?
    this.later(patience, () => {
      if (this.#connections.has(wire) && !connection.hasGreeted) connection.hangUp();
    });
    // #endregion
  }
}
