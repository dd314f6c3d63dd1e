import type { Connection, Host } from "#lab/host";
import { bytes } from "#lab/testing/bytes";
import { ANY_VERSION, type SessionId, type Zxid } from "#znode-tree/changes";
import { KeeperError } from "#znode-tree/errors";
import type { Transaction } from "#sessions/changes";
import { SessionStore } from "#sessions/session-store";
import { Storage, type StorageOptions } from "#transaction-log/storage";

/** What a customer sends: something happens to a znode. */
export interface Ask {
  kind: "put" | "delete" | "note" | "close";
  path: string;
  data: string;
}

/** What a customer is told: done, as of this transaction, or refused. */
export type Told = { done: true; zxid: Zxid } | { done: false };

/** What is going on in a server, for those who check it. */
export interface Witness {
  /** It has read its disk, and relies on what it has read. */
  ready(storage: Storage): void;
  /** It has decided, and the log has been asked to keep it. */
  decided(transaction: Transaction): void;
  /** It is going to tell somebody that this is done. */
  told(zxid: Zxid): void;
  /** It may tell others that it is in this epoch. */
  epoch(epoch: number): void;
}

/**
 * A server of one: chapter 3's deciding half, and between a decision and its answer the disk. Each of its lives is an
 * epoch of its own, with zxids of its own.
 */
export class Server {
  readonly storage: Storage;
  readonly #witness: Witness;
  #store: SessionStore | undefined;
  #session: SessionId = 0n;

  constructor(host: Host, options: StorageOptions, witness: Witness) {
    this.#witness = witness;
    this.storage = new Storage(host, options);
    this.storage.open(() => this.#begin(host));
  }

  #begin(host: Host): void {
    const { storage } = this;
    this.#witness.ready(storage);
    this.#witness.epoch(storage.acceptedEpoch.epoch);
    storage.acceptedEpoch.set(storage.acceptedEpoch.epoch + 1, () => {
      this.#witness.epoch(storage.acceptedEpoch.epoch);
      this.#store = new SessionStore(storage.database);
      this.#openSession();
      host.network.listen<Ask>("shop", {
        onMessage: (connection, ask) => this.#receive(connection, ask),
        onClose: () => {},
      });
    });
  }

  #receive(connection: Connection<Ask | Told>, ask: Ask): void {
    let transaction: Transaction;
    try {
      transaction = this.#decide(ask);
    } catch (error) {
      if (!(error instanceof KeeperError)) throw error;
      connection.send({ done: false });
      return;
    }
    this.#keep(transaction, () => {
      this.#witness.told(transaction.zxid);
      connection.send({ done: true, zxid: transaction.zxid });
    });
  }

  #decide({ kind, path, data }: Ask): Transaction {
    const store = this.#store!;
    const content = bytes(data);
    switch (kind) {
      case "put":
        return store.database.tree.exists(path) === undefined
          ? store.write(this.#session, { type: "create", path, data: content }, 0)
          : store.write(this.#session, { type: "setData", path, data: content, version: ANY_VERSION }, 0);
      case "note":
        return store.write(
          this.#session,
          { type: "create", path, data: content, ephemeralOwner: this.#session },
          0,
        );
      case "delete":
        return store.write(this.#session, { type: "delete", path, version: ANY_VERSION }, 0);
      case "close": {
        const closing = store.close(this.#session, 0);
        this.#keepAndCommit(closing);
        return this.#opening();
      }
    }
  }

  #openSession(): void {
    this.#keepAndCommit(this.#opening());
  }

  #opening(): Transaction {
    this.#session = this.storage.log.lastZxid + 1n;
    return this.#store!.open({ id: this.#session, timeout: 10_000, password: Uint8Array.of(7) }, 0);
  }

  #keepAndCommit(transaction: Transaction): void {
    this.#keep(transaction, () => {});
  }

  #keep(transaction: Transaction, done: () => void): void {
    this.#witness.decided(transaction);
    this.storage.append(transaction, () => {
      this.#store!.commit();
      done();
    });
  }
}
