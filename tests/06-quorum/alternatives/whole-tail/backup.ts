import type { Connection, ConnectionHandler, Host } from "#lab/host";
import type { Zxid } from "#znode-tree/changes";
import type { Transaction } from "#sessions/changes";
import { Database } from "#sessions/database";
import { TransactionLog } from "#transaction-log/log";
import { REPLICATION_SERVICE, type ReplicationMessage } from "#quorum/messages";

export const REDIAL_AFTER = 50;

/**
 * Remembers up to where its disk has everything, and says no more than that, as often as it changes. When it comes
 * back it says so at once, and waits for nothing.
 */
export class Backup implements ConnectionHandler<ReplicationMessage> {
  readonly #host: Host;
  readonly #log: TransactionLog;
  readonly #logged = new Map<Zxid, Transaction>();
  #connection: Connection<ReplicationMessage> | undefined;
  #durable: Zxid = 0n;
  #committed: Zxid = 0n;

  constructor(
    host: Host,
    private readonly primary: string,
    readonly database = new Database(),
  ) {
    this.#host = host;
    this.#log = new TransactionLog(host);
  }

  open(): void {
    const found: Transaction[] = [];
    this.#log.recover(
      0n,
      (transaction) => found.push(transaction),
      () => {
        for (const transaction of found) this.#logged.set(transaction.zxid, transaction);
        this.#durable = this.#log.lastZxid;
        this.#dial();
      },
    );
  }

  onOpen(connection: Connection<ReplicationMessage>): void {
    connection.send({ type: "follow", zxid: this.#durable });
  }

  onMessage(_: Connection<ReplicationMessage>, message: ReplicationMessage): void {
    if (message.type === "commit") {
      if (message.zxid > this.#committed) this.#committed = message.zxid;
    } else if (message.type === "propose") {
      const { transaction } = message;
      if (transaction.zxid > this.#log.lastZxid) {
        this.#logged.set(transaction.zxid, transaction);
        this.#log.append(transaction);
      }
      const zxid = this.#log.lastZxid;
      this.#log.sync(() => {
        if (zxid > this.#durable) this.#durable = zxid;
        this.#connection?.send({ type: "ack", zxid: this.#durable });
      });
    }
    for (const [zxid, transaction] of this.#logged) {
      if (zxid > this.#committed) break;
      this.database.apply(transaction);
      this.#logged.delete(zxid);
    }
  }

  onClose(): void {
    this.#connection = undefined;
    this.#host.clock.after(REDIAL_AFTER, () => this.#dial());
  }

  #dial(): void {
    this.#connection = this.#host.network.connect<ReplicationMessage>(
      this.primary,
      REPLICATION_SERVICE,
      this,
    );
  }
}
