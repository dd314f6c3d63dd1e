import type { Host } from "#lab/host";
import type { Members, ServerId } from "#quorum/members";
import type { Storage } from "#transaction-log/storage";
import { Peer } from "#zab/peer";
import { type Timing, TIMING } from "#zab/timing";
import { Activation } from "./activation";
import { ConfigFile } from "./config-file";
import { DynamicMembership } from "./dynamic-membership";
import { HearsayExchange } from "./hearsay";
import { Office } from "./office";
import type { Program } from "./program";

export interface ParticipationOptions {
  self: ServerId;
  /** With whom the server is started. One that comes new is given those who are there, and not itself. */
  members: Members;
  timing?: Timing;
}

/**
 * A server's part in an ensemble whose members come and go: the `Peer` of chapter 8, with a membership that changes.
 * Nothing to write here; it only puts the parts together.
 */
export class Participation<M> {
  readonly membership: DynamicMembership;
  readonly peer: Peer<M>;
  readonly #storage: Storage;
  readonly #activation: Activation<M>;

  /** @param storage not opened yet */
  constructor(host: Host, options: ParticipationOptions, storage: Storage, program: Program<M>) {
    const { self, members, timing = TIMING } = options;
    this.#storage = storage;
    const membership = new DynamicMembership(storage, new ConfigFile(host), members);
    const office = new Office(host, membership, program);
    this.membership = membership;
    this.#activation = new Activation(host, self, membership, program, office, storage);
    const seeds = members.list.map(({ name }) => name);
    new HearsayExchange(host, membership, seeds, timing.tick, () => this.epoch);
    this.peer = new Peer(host, { self, membership, storage, service: this.#activation, timing });
  }

  /** The epoch in which it leads or follows, once it has what a quorum has; undefined otherwise. */
  get epoch(): number | undefined {
    return this.#activation.isServing ? this.#storage.currentEpoch.epoch : undefined;
  }
}
