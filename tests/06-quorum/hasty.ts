import type { Connection, ConnectionHandler, Host } from "#lab/host";
import type { Zxid } from "#znode-tree/changes";
import type { Transaction } from "#sessions/changes";
import { Database } from "#sessions/database";
import { TransactionLog } from "#transaction-log/log";
import type { Members } from "#quorum/members";
import { type FromBackup, REPLICATION_SERVICE, type ReplicationMessage } from "#quorum/messages";
import { Proposals } from "#quorum/proposals";
import { setting } from "./scripted";

/** A wrong primary: it tells its backups at once, and looks after its own disk meanwhile. */
export class HastyPrimary implements ConnectionHandler<ReplicationMessage> {
  readonly database = new Database();
  readonly #log: TransactionLog;
  readonly #members: Members;
  readonly #proposals = new Proposals<Transaction>();
  readonly #backups = new Set<Connection<ReplicationMessage>>();
  readonly #told: (zxid: Zxid) => void;
  /** What it was asked for in this life. */
  readonly #asked = new Set<Zxid>();

  constructor(host: Host, members: Members, told: (zxid: Zxid) => void) {
    this.#log = new TransactionLog(host);
    this.#members = members;
    this.#told = told;
    this.#log.recover(
      0n,
      (transaction) => this.#proposals.add(transaction, members.quorum),
      () => {
        this.#acknowledged(1, this.#log.lastZxid);
        host.network.listen(REPLICATION_SERVICE, this);
      },
    );
  }

  write(value: string): void {
    const transaction = setting(this.#log.lastZxid + 1n, value);
    this.#asked.add(transaction.zxid);
    this.#proposals.add(transaction, this.#members.quorum);
    for (const backup of this.#backups) backup.send({ type: "propose", transaction });
    this.#log.append(transaction, () => this.#acknowledged(1, transaction.zxid));
  }

  onMessage(connection: Connection<ReplicationMessage>, message: ReplicationMessage): void {
    const { type, zxid } = message as FromBackup;
    if (type === "follow") this.#backups.add(connection);
    this.#acknowledged(this.#members.named(connection.peer)!.id, zxid);
  }

  onClose(connection: Connection<ReplicationMessage>): void {
    this.#backups.delete(connection);
  }

  #acknowledged(server: number, zxid: Zxid): void {
    for (const transaction of this.#proposals.ack(server, zxid)) {
      this.database.apply(transaction);
      for (const backup of this.#backups) backup.send({ type: "commit", zxid: transaction.zxid });
      if (this.#asked.has(transaction.zxid)) this.#told(transaction.zxid);
    }
  }
}
