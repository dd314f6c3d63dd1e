import type { Connection, ConnectionHandler, Host } from "#lab/host";
import { Database } from "#sessions/database";
import { SessionLeader } from "#sessions/leader";
import type { ToClient, ToServer } from "#sessions/messages";
import { SessionServer } from "#sessions/server";
import type { SessionConnection } from "#sessions/session-connection";
import type { ZnodeTree } from "#znode-tree/znode-tree";

/** The service that ZooKeeper's clients dial. */
export const CLIENT_SERVICE = "clients";

/** What passes on a client's connection. */
export type Wire = ToServer | ToClient;

/** ms. ZooKeeper's is 2000; a short one makes short runs. */
export const TICK = 500;

/**
 * One ZooKeeper server in the world: the sessions of chapter 3 with the watches of chapter 2, on connections and a
 * clock. It keeps everything in memory, and if it dies, all is gone: chapters 5 to 9 are about that.
 * Nothing to write here.
 */
export class KeeperServer implements ConnectionHandler<Wire> {
  readonly #server: SessionServer;
  readonly #clients = new Map<Connection<Wire>, SessionConnection>();

  /** @param tick in ms */
  constructor(host: Host, tick = TICK) {
    const leader = new SessionLeader<SessionServer>(new Database(), host.clock, tick);
    this.#server = new SessionServer(1, leader, host.clock, host.random, tick);
    host.network.listen(CLIENT_SERVICE, this);
  }

  /** The znodes as they are. For those who look on: read it, don't change it. */
  get tree(): ZnodeTree {
    return this.#server.database.tree;
  }

  /** The sessions, the ephemerals and the last zxid, for those who look on. */
  get database(): Database {
    return this.#server.database;
  }

  onOpen(connection: Connection<Wire>): void {
    const hangUp = (): void => {
      this.#clients.delete(connection);
      connection.close();
    };
    this.#clients.set(
      connection,
      this.#server.connect({ send: (message) => connection.send(message), hangUp }),
    );
  }

  onMessage(connection: Connection<Wire>, message: Wire): void {
    this.#clients.get(connection)?.receive(message as ToServer);
  }

  onClose(connection: Connection<Wire>): void {
    const client = this.#clients.get(connection);
    this.#clients.delete(connection);
    client?.dropped();
  }
}
