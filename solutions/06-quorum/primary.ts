import type { Connection, ConnectionHandler, Host } from "#lab/host";
import type { Request, Zxid } from "#znode-tree/changes";
import { PendingChanges } from "#znode-tree/pending";
import { prepare } from "#znode-tree/prepare";
import type { Transaction } from "#sessions/changes";
import { Database } from "#sessions/database";
import { treeChange } from "#sessions/tree-change";
import { TransactionLog } from "#transaction-log/log";
import { showZxid } from "#transaction-log/names";
import type { Membership, ServerId } from "./members";
import { type FromBackup, type FromPrimary, REPLICATION_SERVICE, type ReplicationMessage } from "./messages";
import { Proposals } from "./proposals";

export interface PrimaryOptions {
  /** Most proposals that may wait for their commit. Default: {@link MAX_OUTSTANDING}. */
  maxOutstanding?: number;
}

/** The default of {@link PrimaryOptions.maxOutstanding}: that of ZooKeeper's `globalOutstandingLimit`. */
export const MAX_OUTSTANDING = 1_000;

/** Too much waits already: ask again later. Nothing has been done. */
export class Overloaded extends Error {
  override readonly name = "Overloaded";
}

/**
 * The server that decides, today and for ever. Its log is the history: a backup never has anything that this server
 * could still lose. A write counts when a quorum has it on its disks.
 */
export class Primary implements ConnectionHandler<ReplicationMessage> {
  /** What has been committed. */
  readonly database: Database;
  readonly #host: Host;
  readonly #self: ServerId;
  readonly #membership: Membership;
  readonly #maxOutstanding: number;
  readonly #log: TransactionLog;
  /** The tree as it will be when all that was proposed is committed. */
  readonly #pending: PendingChanges;
  readonly #proposals = new Proposals<Transaction>();
  /** Who waits for the commit of a proposal. */
  readonly #waiting = new Map<Zxid, (zxid: Zxid) => void>();
  // #region own primary: Your fields.
  /** The backups that are told of everything, each on its latest connection. */
  readonly #backups = new Map<ServerId, Connection<ReplicationMessage>>();
  #committed: Zxid = 0n;
  // #endregion
  // #region own late: Your fields.
  /** Up to this zxid everything is on the own disk. */
  #durable: Zxid = 0n;
  // #endregion

  /** @param database an empty one, in which it carries out what is committed */
  constructor(
    host: Host,
    self: ServerId,
    membership: Membership,
    database = new Database(),
    { maxOutstanding = MAX_OUTSTANDING }: PrimaryOptions = {},
  ) {
    this.#host = host;
    this.#self = self;
    this.#membership = membership;
    this.#maxOutstanding = maxOutstanding;
    this.#log = new TransactionLog(host);
    this.database = database;
    this.#pending = new PendingChanges(database.tree);
  }

  /**
   * Reads its log, and then takes backups and writes. To be called once.
   * @param ready called when writes may be asked for, never within this call
   */
  open(ready: () => void): void {
    this.#log.recover(
      0n,
      (transaction) => this.#expect(transaction),
      () => {
        // Who was told of it in an earlier life, nobody knows any more. It counts when a quorum has it.
        this.#kept(this.#log.lastZxid, []);
        this.#host.network.listen(REPLICATION_SERVICE, this);
        ready();
      },
    );
  }

  /**
   * Decides a request, and brings it to the backups.
   *
   * @param done called with its zxid when it is committed. If it is never called, nobody knows what becomes of it
   * @throws KeeperError what `prepare` of chapter 1 throws: nothing has been done
   * @throws Overloaded if too much is outstanding: nothing has been done
   */
  write(request: Request, done: (zxid: Zxid) => void): void {
    if (this.#proposals.outstanding.length >= this.#maxOutstanding) {
      throw new Overloaded(`${this.#maxOutstanding} proposals are outstanding`);
    }
    // #region write primary: Decide it (`prepare`) as if all that is pending were done, now, with the zxid behind the log's last. Who waits?
    const change = prepare(this.#pending, request);
    const transaction = { zxid: this.#log.lastZxid + 1n, time: this.#host.clock.now(), change };
    this.#expect(transaction);
    this.#waiting.set(transaction.zxid, done);
    this.#log.append(transaction, () => this.#kept(transaction.zxid, [transaction]));
    // #endregion
  }

  onMessage(connection: Connection<ReplicationMessage>, message: ReplicationMessage): void {
    const received = message as FromBackup;
    const member = this.#membership.members.named(connection.peer);
    if (member === undefined) connection.close();
    else if (received.type === "follow") this.#welcome(member.id, connection, received.zxid);
    else this.#acknowledged(member.id, received.zxid);
  }

  onClose(connection: Connection<ReplicationMessage>): void {
    // #region write primary: Tell it nothing more. It may be back already, on another connection.
    for (const [id, each] of this.#backups) if (each === connection) this.#backups.delete(id);
    // #endregion
  }

  /** Something will be committed: decide what comes next as if it were. */
  #expect(transaction: Transaction): void {
    this.#pending.add(treeChange(transaction.change));
    this.#proposals.add(transaction, this.#membership.quorum);
  }

  /**
   * Everything up to a zxid is on the own disk.
   * @param transactions those of them that no backup has been told of
   */
  #kept(zxid: Zxid, transactions: readonly Transaction[]): void {
    // #region write primary: Whom must you tell, and whose acknowledgement is this?
    // #region own late: Keep what you will need.
    this.#durable = zxid;
    // #endregion
    for (const transaction of transactions) this.#tell({ type: "propose", transaction });
    this.#acknowledged(this.#self, zxid);
    // #endregion
  }

  /** A backup is there, and has everything up to a zxid on its disk. */
  #welcome(server: ServerId, connection: Connection<ReplicationMessage>, zxid: Zxid): void {
    const bothAreNew = zxid === 0n && this.#log.lastZxid === 0n;
    if (!bothAreNew) this.#bringUpToDate(connection, zxid);
    // #region write primary: From now on it is told of everything. And its zxid says something already. The rest is step `late`.
    this.#backups.set(server, connection);
    this.#acknowledged(server, zxid);
    // #endregion
  }

  /** Tells a backup what it has missed. */
  #bringUpToDate(connection: Connection<ReplicationMessage>, zxid: Zxid): void {
    // #region write late: How far may it be told? What counts already? And what if it has more than this server?
    if (zxid > this.#durable) {
      this.#host.halt(
        `${connection.peer} has ${showZxid(zxid)}, and this disk only ${showZxid(this.#durable)}`,
      );
    }
    for (const transaction of this.#log.read(zxid)) {
      // The rest is still being flushed: it will be told of it with the others.
      if (transaction.zxid > this.#durable) break;
      connection.send({ type: "propose", transaction });
    }
    connection.send({ type: "commit", zxid: this.#committed });
    // #endregion
  }

  /** A server has everything up to a zxid on its disk. */
  #acknowledged(server: ServerId, zxid: Zxid): void {
    // #region write primary: What is committed by that? Carry it out, tell the backups, and those who wait.
    const committed = this.#proposals.ack(server, zxid);
    const last = committed.at(-1);
    if (last === undefined) return;
    // #region own late: Keep what you will need.
    this.#committed = last.zxid;
    // #endregion
    this.#tell({ type: "commit", zxid: last.zxid });
    for (const transaction of committed) {
      this.database.apply(transaction);
      this.#pending.arrived();
      const done = this.#waiting.get(transaction.zxid);
      this.#waiting.delete(transaction.zxid);
      done?.(transaction.zxid);
    }
    // #endregion
  }

  // #region own primary: Room for helpers of your own.
  #tell(message: FromPrimary): void {
    for (const connection of this.#backups.values()) connection.send(message);
  }
  // #endregion
}
