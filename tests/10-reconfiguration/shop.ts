import type { Connection, ConnectionHandler, Host, Timer } from "#lab/host";
import { bytes } from "#lab/testing/bytes";
import { refuseSystemChanges } from "#reconfiguration/guard";
import type { Program } from "#reconfiguration/program";
import type { Transaction } from "#sessions/changes";
import type { Storage } from "#transaction-log/storage";
import type { Follower } from "#zab/follower";
import type { Leader } from "#zab/leader";
import type { Request, Zxid } from "#znode-tree/changes";
import { KeeperError } from "#znode-tree/errors";
import { PendingChanges } from "#znode-tree/pending";
import { prepare } from "#znode-tree/prepare";

export const SHOP_SERVICE = "shop";

/** A sale, its answer, or that this server doesn't lead. */
export type ShopWire = { sale: string } | { sold: string; zxid: Zxid } | { elsewhere: true };

/** Told what happens in a shop. */
export interface ShopWatcher {
  leads(name: string, leader: Leader<never>, storage: Storage): void;
  looks(name: string): void;
  /** Called before it is carried out. */
  delivers(name: string, transaction: Transaction, before: Zxid, leader: Leader<never> | undefined): void;
}

type Done = (outcome: Transaction | KeeperError) => void;

/** The program on top: sales become znodes. Only the leader sells. */
export class Shop implements Program<never>, ConnectionHandler<ShopWire> {
  leader: Leader<never> | undefined;
  isOpen = false;
  #pending: PendingChanges | undefined;
  readonly #asked: Done[] = [];

  constructor(
    private readonly host: Host,
    readonly storage: Storage,
    private readonly watcher: ShopWatcher,
  ) {
    host.network.listen(SHOP_SERVICE, this);
  }

  leads(leader: Leader<never>): void {
    this.leader = leader;
    this.isOpen = true;
    this.#pending = new PendingChanges(this.storage.database.tree);
    this.host.note(`leads epoch ${leader.epoch}`);
    this.watcher.leads(this.host.name, leader, this.storage);
  }

  follows(_: Follower<never>): void {
    this.isOpen = true;
  }

  looks(): void {
    this.leader = undefined;
    this.isOpen = false;
    this.#pending = undefined;
    this.#asked.length = 0;
    this.watcher.looks(this.host.name);
  }

  proposed(): void {}

  deliver(transaction: Transaction): void {
    const { database } = this.storage;
    this.watcher.delivers(this.host.name, transaction, database.lastZxid, this.leader);
    database.apply(transaction);
    if (this.leader === undefined) return;
    this.#pending?.arrived();
    this.#asked.shift()?.(transaction);
  }

  receive(): void {}

  administer(request: (version: Zxid) => Request, done: Done): void {
    this.#decide(request, done);
  }

  /** A client asks for a change. */
  write(request: Request, done: Done): void {
    this.#decide(() => {
      refuseSystemChanges(request);
      return request;
    }, done);
  }

  onMessage(connection: Connection<ShopWire>, message: ShopWire): void {
    if (!("sale" in message)) return;
    if (this.leader === undefined) {
      connection.send({ elsewhere: true });
      return;
    }
    const { sale } = message;
    this.write({ type: "create", path: `/${sale}`, data: bytes(this.host.name) }, (outcome) => {
      if (!(outcome instanceof KeeperError)) connection.send({ sold: sale, zxid: outcome.zxid });
    });
  }

  onClose(): void {}

  #decide(request: (version: Zxid) => Request, done: Done): void {
    const { leader } = this;
    if (leader === undefined || this.#pending === undefined) return;
    const zxid = leader.lastZxid + 1n;
    try {
      const change = prepare(this.#pending, request(zxid));
      this.#pending.add(change);
      this.#asked.push(done);
      leader.propose({ zxid, time: this.host.clock.now(), change });
    } catch (error) {
      if (!(error instanceof KeeperError)) throw error;
      done(error);
    }
  }
}

/** A customer who buys one thing after the other, from whoever leads. */
export class Customer implements ConnectionHandler<ShopWire> {
  #number = 0;
  #place = 0;
  #connection: Connection<ShopWire> | undefined;
  #timer: Timer | undefined;

  /** @param sold told of each sale that is acknowledged, with how it is called */
  constructor(
    private readonly host: Host,
    private readonly servers: readonly string[],
    private readonly sold: (sale: string, zxid: Zxid) => void,
    private readonly isBuying: () => boolean = () => true,
  ) {
    this.#dial();
  }

  onOpen(): void {
    this.#buy();
  }

  onMessage(connection: Connection<ShopWire>, message: ShopWire): void {
    if (connection !== this.#connection) return;
    if ("sold" in message) {
      this.sold(message.sold, message.zxid);
      this.#later(30, () => this.#buy());
    } else {
      this.#elsewhere();
    }
  }

  onClose(connection: Connection<ShopWire>): void {
    if (connection === this.#connection) this.#elsewhere();
  }

  #dial(): void {
    const server = this.servers[this.#place++ % this.servers.length]!;
    this.#connection = this.host.network.connect<ShopWire>(server, SHOP_SERVICE, this);
    this.#later(1_500, () => this.#elsewhere());
  }

  #elsewhere(): void {
    this.#connection?.close();
    this.#connection = undefined;
    this.#later(30, () => this.#dial());
  }

  #buy(): void {
    if (!this.isBuying()) {
      this.#later(50, () => this.#buy());
      return;
    }
    this.#connection?.send({ sale: `${this.host.name}-${++this.#number}` });
    this.#later(1_500, () => this.#elsewhere());
  }

  #later(ms: number, act: () => void): void {
    this.#timer?.cancel();
    this.#timer = this.host.clock.after(ms, act);
  }
}
