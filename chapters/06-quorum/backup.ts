import type { Connection, ConnectionHandler, Host } from "#lab/host";
import type { Zxid } from "#znode-tree/changes";
import type { Transaction } from "#sessions/changes";
import { Database } from "#sessions/database";
import { TransactionLog } from "#transaction-log/log";
import { type FromPrimary, REPLICATION_SERVICE, type ReplicationMessage } from "./messages";

/** How long a backup waits before it dials again, in ms. */
export const REDIAL_AFTER = 50;

/**
 * A server that keeps what its primary proposes, and carries out what its primary commits. It decides nothing.
 *
 * What it has acknowledged survives a loss of power. What it carries out has been committed.
 */
export class Backup implements ConnectionHandler<ReplicationMessage> {
  /** What has been committed, as far as this server knows. */
  readonly database: Database;
  readonly #host: Host;
  readonly #primary: string;
  readonly #log: TransactionLog;
  // Yours (step primary): Your fields.

  /**
   * @param primary the name of the server that it follows, for ever
   * @param database an empty one, in which it carries out what is committed
   */
  constructor(host: Host, primary: string, database = new Database()) {
    this.#host = host;
    this.#primary = primary;
    this.#log = new TransactionLog(host);
    this.database = database;
  }

  /** Reads its log, and then follows the primary. To be called once. */
  open(): void {
    // Write here (step primary): `recover`, then `#dial`. What is in the log may not have been committed.
    throw new Error("Not written yet (step primary)");
  }

  #dial(): void {
    this.#host.network.connect<ReplicationMessage>(this.#primary, REPLICATION_SERVICE, this);
  }

  /** The primary is there: say how much is on the disk here. */
  onOpen(connection: Connection<ReplicationMessage>): void {
    // Write here (step primary): `follow`, with what is on the disk. What was appended last may not be durable.
    throw new Error("Not written yet (step primary)");
  }

  onMessage(connection: Connection<ReplicationMessage>, message: ReplicationMessage): void {
    const received = message as FromPrimary;
    if (received.type === "propose") this.#keep(connection, received.transaction);
    else this.#commit(received.zxid);
  }

  /** The primary is gone, or the way to it. */
  onClose(): void {
    // Write here (step late): It will be back.
    throw new Error("Not written yet (step late)");
  }

  /** Something was proposed. */
  #keep(connection: Connection<ReplicationMessage>, transaction: Transaction): void {
    // Write here (step primary): Into the log. When may it be acknowledged? And if it is there already?
    throw new Error("Not written yet (step primary)");
  }

  /** Everything up to a zxid is committed. */
  #commit(zxid: Zxid): void {
    // Write here (step primary): Carry it out, in order, each once.
    throw new Error("Not written yet (step primary)");
  }
}
