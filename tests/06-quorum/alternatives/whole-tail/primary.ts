import type { Connection, ConnectionHandler, Host } from "#lab/host";
import type { Request, Zxid } from "#znode-tree/changes";
import { PendingChanges } from "#znode-tree/pending";
import { prepare } from "#znode-tree/prepare";
import type { Transaction } from "#sessions/changes";
import { Database } from "#sessions/database";
import { treeChange } from "#sessions/tree-change";
import { TransactionLog } from "#transaction-log/log";
import type { Membership, ServerId } from "#quorum/members";
import { type FromBackup, REPLICATION_SERVICE, type ReplicationMessage } from "#quorum/messages";
import { Proposals } from "#quorum/proposals";

export interface PrimaryOptions {
  maxOutstanding?: number;
}

export const MAX_OUTSTANDING = 1_000;

export class Overloaded extends Error {
  override readonly name = "Overloaded";
}

/**
 * Keeps all of its history in memory, and sends all of it to whoever comes: the backups pass over what they have. It
 * commits one transaction at a time, and carries it out before it tells anybody.
 */
export class Primary implements ConnectionHandler<ReplicationMessage> {
  readonly #host: Host;
  readonly #log: TransactionLog;
  readonly #pending: PendingChanges;
  readonly #proposals = new Proposals<Transaction>();
  /** Everything that is on the own disk. */
  readonly #history: Transaction[] = [];
  readonly #dones: { zxid: Zxid; done: (zxid: Zxid) => void }[] = [];
  readonly #connections = new Map<Connection<ReplicationMessage>, ServerId>();

  constructor(
    host: Host,
    private readonly self: ServerId,
    private readonly membership: Membership,
    readonly database = new Database(),
    private readonly options: PrimaryOptions = {},
  ) {
    this.#host = host;
    this.#log = new TransactionLog(host);
    this.#pending = new PendingChanges(database.tree);
  }

  open(ready: () => void): void {
    const found: Transaction[] = [];
    this.#log.recover(
      0n,
      (transaction) => found.push(transaction),
      () => {
        for (const transaction of found) this.#expect(transaction);
        for (const transaction of found) this.#onDisk(transaction);
        this.#host.network.listen(REPLICATION_SERVICE, this);
        ready();
      },
    );
  }

  write(request: Request, done: (zxid: Zxid) => void): void {
    const limit = this.options.maxOutstanding ?? MAX_OUTSTANDING;
    if (this.#proposals.outstanding.length >= limit) throw new Overloaded("too much is outstanding");
    const change = prepare(this.#pending, request);
    const zxid = this.#log.lastZxid + 1n;
    const transaction = { zxid, time: this.#host.clock.now(), change };
    this.#dones.push({ zxid, done });
    this.#expect(transaction);
    this.#log.append(transaction);
    this.#log.sync(() => this.#onDisk(transaction));
  }

  onMessage(connection: Connection<ReplicationMessage>, message: ReplicationMessage): void {
    const { type, zxid } = message as FromBackup;
    const member = this.membership.members.named(connection.peer);
    const last = this.#history.at(-1)?.zxid ?? 0n;
    if (member === undefined) {
      connection.close();
      return;
    }
    if (zxid > last) this.#host.halt(`${connection.peer} has more than this server`);
    if (type === "follow") {
      this.#connections.set(connection, member.id);
      for (const transaction of this.#history) connection.send({ type: "propose", transaction });
      const { lastZxid } = this.database;
      if (lastZxid > 0n) connection.send({ type: "commit", zxid: lastZxid });
    }
    this.#count(member.id, zxid);
  }

  onClose(connection: Connection<ReplicationMessage>): void {
    this.#connections.delete(connection);
  }

  #expect(transaction: Transaction): void {
    this.#pending.add(treeChange(transaction.change));
    this.#proposals.add(transaction, this.membership.quorum);
  }

  #onDisk(transaction: Transaction): void {
    this.#history.push(transaction);
    for (const connection of this.#connections.keys()) connection.send({ type: "propose", transaction });
    this.#count(this.self, transaction.zxid);
  }

  #count(server: ServerId, zxid: Zxid): void {
    for (const transaction of this.#proposals.ack(server, zxid)) {
      this.database.apply(transaction);
      this.#pending.arrived();
      for (const connection of this.#connections.keys()) {
        connection.send({ type: "commit", zxid: transaction.zxid });
      }
      if (this.#dones[0]?.zxid === transaction.zxid) this.#dones.shift()!.done(transaction.zxid);
    }
  }
}
