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
  // #region own primary: Your fields.
  /** In the log, and not known to be committed; the oldest first. */
  readonly #uncommitted: Transaction[] = [];
  // #endregion

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
    // #region write primary: `recover`, then `#dial`. What is in the log may not have been committed.
    this.#log.recover(
      0n,
      (transaction) => this.#uncommitted.push(transaction),
      () => this.#dial(),
    );
    // #endregion
  }

  #dial(): void {
    this.#host.network.connect<ReplicationMessage>(this.#primary, REPLICATION_SERVICE, this);
  }

  /** The primary is there: say how much is on the disk here. */
  onOpen(connection: Connection<ReplicationMessage>): void {
    // #region write primary: `follow`, with what is on the disk. What was appended last may not be durable.
    const zxid = this.#log.lastZxid;
    this.#log.sync(() => connection.send({ type: "follow", zxid }));
    // #endregion
  }

  onMessage(connection: Connection<ReplicationMessage>, message: ReplicationMessage): void {
    const received = message as FromPrimary;
    if (received.type === "propose") this.#keep(connection, received.transaction);
    else this.#commit(received.zxid);
  }

  /** The primary is gone, or the way to it. */
  onClose(): void {
    // #region write late: It will be back.
    this.#host.clock.after(REDIAL_AFTER, () => this.#dial());
    // #endregion
  }

  /** Something was proposed. */
  #keep(connection: Connection<ReplicationMessage>, transaction: Transaction): void {
    // #region write primary: Into the log. When may it be acknowledged? And if it is there already?
    const { zxid } = transaction;
    const acknowledge = (): void => connection.send({ type: "ack", zxid });
    if (zxid <= this.#log.lastZxid) {
      this.#log.sync(acknowledge);
      return;
    }
    this.#uncommitted.push(transaction);
    this.#log.append(transaction, acknowledge);
    // #endregion
  }

  /** Everything up to a zxid is committed. */
  #commit(zxid: Zxid): void {
    // #region write primary: Carry it out, in order, each once.
    while (this.#uncommitted[0] !== undefined && this.#uncommitted[0].zxid <= zxid) {
      this.database.apply(this.#uncommitted.shift()!);
    }
    // #endregion
  }
}
