import type { ByteConnection, ByteHandler, Host } from "#lab/host";
import type { Desk } from "#ensemble/client-desk";
import type { SessionServer } from "#sessions/server";
import type { ZnodeTree } from "#znode-tree/znode-tree";
import { JuteWriter } from "./jute-writer";
import { countBelow } from "./local-reads";
import type { Access } from "./access-rules";
import type { About, ServerFacts } from "./four-letter-words";
import { addressOf, Doorkeeper, type Limits } from "./limits";
import { ProtocolConnection, type Surroundings } from "./protocol-connection";

/** The service that ZooKeeper's own clients dial. */
export const PROTOCOL_SERVICE = "zookeeper";

/** A count of all znodes is as old as this at most, in ms. */
const COUNT_AGAIN_AFTER = 10_000;

/** The desk at which ZooKeeper's own clients are met, in their language. */
export class ProtocolServer implements Desk, ByteHandler, Surroundings {
  readonly limits: Limits | undefined;
  readonly about: About | undefined;
  readonly access: Access | undefined;
  readonly #host: Host;
  readonly #connections = new Map<ByteConnection, ProtocolConnection>();
  #server: SessionServer | undefined;
  /** One for all connections: each writes what it has, and begins again. */
  readonly #writer = new JuteWriter();
  /** Those that have something to write. */
  #waiting: ProtocolConnection[] = [];

  /** Who counts those who are here, if there is a limit. */
  readonly #doorkeeper: Doorkeeper | undefined;

  /** Frames to and from clients who are gone. */
  #received = 0;
  #sent = 0;
  #count: { nodes: number; until: number } | undefined;

  /**
   * @param limits what clients may cost: without it, as much as they like
   * @param about what words of four letters are answered with: without it, there are none
   * @param access what is done about access lists: without it, only the open one can be asked for
   */
  constructor(host: Host, limits?: Limits, about?: About, access?: Access) {
    this.#host = host;
    this.limits = limits;
    this.about = about;
    this.access = access;
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

  facts(): ServerFacts | undefined {
    if (this.#server === undefined) return undefined;
    const { database, znodes } = this.#server;
    const clients = [...this.#connections.values()].map((each) => each.facts());
    return {
      zxid: database.lastZxid,
      nodes: this.#countNodes(database.tree),
      watches: znodes.watches.size,
      received: clients.reduce((sum, { received }) => sum + received, this.#received),
      sent: clients.reduce((sum, { sent }) => sum + sent, this.#sent),
      clients,
    };
  }

  forget(wire: ByteConnection): void {
    const connection = this.#connections.get(wire);
    if (!this.#connections.delete(wire)) return;
    const { received, sent } = connection!.facts();
    this.#received += received;
    this.#sent += sent;
    this.#doorkeeper?.left(addressOf(wire.peer));
  }

  /** Znodes, the root among them. To count a million takes a while, so whoever asks often gets the same number. */
  #countNodes(tree: ZnodeTree): number {
    const now = this.#host.clock.now();
    if (this.#count === undefined || now >= this.#count.until) {
      this.#count = { nodes: 1 + countBelow(tree, "/"), until: now + COUNT_AGAIN_AFTER };
    }
    return this.#count.nodes;
  }

  /** A client that has come in must say what it wants. */
  #expectHello(wire: ByteConnection, connection: ProtocolConnection, { patience }: Limits): void {
    // Write here (step limits): Later: is it still there, and has it asked for a session?
    throw new Error("Not written yet (step limits)");
  }
}
