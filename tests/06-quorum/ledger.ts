import { Agreement, NeverBack } from "#lab/checkers/invariants";
import type { Connection, ConnectionHandler, Host } from "#lab/host";
import type { Violation } from "#lab/world/failure";
import type { Zxid } from "#znode-tree/changes";
import type { Transaction } from "#sessions/changes";
import { Database } from "#sessions/database";
import type { Members } from "#quorum/members";
import { REPLICATION_SERVICE, type ReplicationMessage } from "#quorum/messages";

/**
 * What was carried out where, who had it on a disk by then, and who was told: all that is known of a run from outside.
 * The first thing that can't be right is kept.
 */
export class Ledger {
  violation: Violation | undefined;
  /** What has been carried out, in the order of the history. */
  readonly history: Transaction[] = [];
  /** The zxids that somebody was told, with what they were told of. */
  readonly told = new Map<Zxid, string>();
  readonly #members: Members;
  readonly #agreement = new Agreement();
  readonly #said = new NeverBack("the zxid up to which it says that its disk has everything");
  /** For each backup, the highest zxid that it has acknowledged to the primary. */
  readonly #onDisk = new Map<string, Zxid>();

  /** @param primary its name: nothing leaves it that its own disk hasn't got, so it is taken to have everything */
  constructor(
    members: Members,
    readonly primary: string,
  ) {
    this.#members = members;
  }

  /** A database for one life of a server, that tells what is carried out in it. */
  database(server: string): WatchedDatabase {
    return new WatchedDatabase((transaction, place) => this.#carriedOut(server, transaction, place));
  }

  /** The host of the primary, overheard. */
  overhear(host: Host): Host {
    const { network } = host;
    const overheard: Host["network"] = {
      listen: (service, handler) =>
        network.listen(service, service === REPLICATION_SERVICE ? this.#between(handler) : handler),
      connect: (server, service, handler) => network.connect(server, service, handler),
      listenBytes: (service, handler) => network.listenBytes(service, handler),
      connectBytes: (server, service, handler) => network.connectBytes(server, service, handler),
      receive: (service, handler) => network.receive(service, handler),
      post: (server, service, from, message) => network.post(server, service, from, message),
    };
    const { name, clock, disk, random } = host;
    return {
      name,
      clock,
      network: overheard,
      disk,
      random,
      note: (text) => host.note(text),
      halt: (reason) => host.halt(reason),
    };
  }

  /** Somebody is told that a write is done. */
  tell(zxid: Zxid, data: string): void {
    const done = this.history.find((transaction) => transaction.zxid === zxid);
    if (done === undefined || dataOf(done) !== data) {
      this.#violate(`a customer is told: ${data} is done, at ${zxid}`, `at ${zxid} stands ${dataOf(done)}`);
    }
    this.told.set(zxid, data);
  }

  /** What somebody was told and isn't in a database that should have everything. */
  missingFrom(database: Database | undefined): string[] {
    const { transactions } = database as WatchedDatabase;
    const there = new Map(transactions.map((transaction) => [transaction.zxid, dataOf(transaction)]));
    return [...this.told].filter(([zxid, data]) => there.get(zxid) !== data).map(([, data]) => data);
  }

  #between<M>(handler: ConnectionHandler<M>): ConnectionHandler<M> {
    return {
      onOpen: (connection) => handler.onOpen?.(connection),
      onMessage: (connection: Connection<M>, message: M) => {
        this.#heard(connection.peer, message as ReplicationMessage);
        handler.onMessage(connection, message);
      },
      onClose: (connection) => handler.onClose(connection),
      onDrain: (connection) => handler.onDrain?.(connection),
    };
  }

  #heard(server: string, message: ReplicationMessage): void {
    if (message.type !== "follow" && message.type !== "ack") return;
    this.#onDisk.set(server, later(message.zxid, this.#onDisk.get(server) ?? 0n));
    if (message.type === "ack") return;
    // Whoever comes (again) says what its disk has: not less than what it has acknowledged.
    this.#note(this.#said.check(server, message.zxid));
    const acknowledged = this.#onDisk.get(server)!;
    if (message.zxid < acknowledged) {
      this.#violate(
        `${server} has acknowledged everything up to ${acknowledged}`,
        `its disk has only ${message.zxid}`,
      );
    }
  }

  #carriedOut(server: string, transaction: Transaction, place: number): void {
    this.#note(this.#agreement.check(`place ${place}`, transaction, server));
    if (place < this.history.length) return;
    const before = this.history.at(-1);
    if (before !== undefined && before.zxid >= transaction.zxid) {
      this.#violate(`${server} carries out ${transaction.zxid}`, `${before.zxid} was carried out before`);
    }
    this.history.push(transaction);
    const have = this.#members.list
      .filter(({ name }) => name === this.primary || (this.#onDisk.get(name) ?? 0n) >= transaction.zxid)
      .map(({ id, name }) => ({ id, name }));
    if (!this.#members.quorum.isReachedBy(new Set(have.map(({ id }) => id)))) {
      this.#violate(
        `${server} carries out ${transaction.zxid} (${dataOf(transaction)})`,
        `only ${have.map(({ name }) => name).join(", ")} can have it on the disk`,
      );
    }
  }

  #violate(...facts: string[]): void {
    this.#note({ facts });
  }

  #note(found: Violation | undefined): void {
    this.violation ??= found;
  }
}

/** Remembers what was carried out in it, and tells. */
export class WatchedDatabase extends Database {
  readonly transactions: Transaction[] = [];

  constructor(readonly carriedOut: (transaction: Transaction, place: number) => void) {
    super();
  }

  override apply(transaction: Transaction): void {
    super.apply(transaction);
    this.transactions.push(transaction);
    this.carriedOut(transaction, this.transactions.length - 1);
  }
}

/** The data that a transaction writes. */
export function dataOf(transaction: Transaction | undefined): string {
  const change = transaction?.change;
  return change !== undefined && "data" in change ? new TextDecoder().decode(change.data) : "nothing";
}

function later(a: Zxid, b: Zxid): Zxid {
  return a > b ? a : b;
}
