import type { Host } from "#lab/host";
import type { Members } from "#quorum/members";
import type { Transaction } from "#sessions/changes";
import { Storage, type StorageOptions } from "#transaction-log/storage";
import type { Follower } from "#zab/follower";
import type { Leader } from "#zab/leader";
import { Peer } from "#zab/peer";
import type { Service } from "#zab/service";
import { order } from "./transactions";

/** Between two proposals of a leader, in ms. */
const PACE = 30;

/** Told what happens on the servers. */
export interface Onlooker {
  leads(name: string, leader: Leader<never>, storage: Storage): void;
  follows(name: string, storage: Storage): void;
  /** Before it is carried out. */
  delivers(name: string, transaction: Transaction, storage: Storage): void;
  proposes(name: string, transaction: Transaction): void;
}

/** A server with the simplest program on top: while it leads, it proposes one order after the other. */
export class Node implements Service<never> {
  readonly storage: Storage;
  readonly peer: Peer<never>;
  leading: Leader<never> | undefined;
  isServing = false;
  /** How often it has delivered something in this life. */
  delivered = 0;

  constructor(
    readonly host: Host,
    self: number,
    members: Members,
    private readonly onlooker: Onlooker,
    options: StorageOptions,
  ) {
    this.storage = new Storage(host, options);
    this.peer = new Peer(host, { self, membership: members, storage: this.storage, service: this });
  }

  leads(leader: Leader<never>): void {
    this.isServing = true;
    this.leading = leader;
    this.host.note(`epoch ${leader.epoch}`);
    this.onlooker.leads(this.host.name, leader, this.storage);
    this.#proposeNext(leader);
  }

  follows(_: Follower<never>): void {
    this.isServing = true;
    this.onlooker.follows(this.host.name, this.storage);
  }

  looks(): void {
    this.isServing = false;
    this.leading = undefined;
  }

  proposed(): void {}

  deliver(transaction: Transaction): void {
    this.onlooker.delivers(this.host.name, transaction, this.storage);
    this.storage.database.apply(transaction);
    this.delivered += 1;
  }

  receive(): void {}

  #proposeNext(leader: Leader<never>): void {
    this.host.clock.after(PACE, () => {
      if (this.leading !== leader) return;
      const transaction = order(leader.lastZxid + 1n, this.host.name);
      this.onlooker.proposes(this.host.name, transaction);
      leader.propose(transaction);
      this.#proposeNext(leader);
    });
  }
}
