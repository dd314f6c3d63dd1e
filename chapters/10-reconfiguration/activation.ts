import type { Host } from "#lab/host";
import type { ServerId } from "#quorum/members";
import type { Transaction } from "#sessions/changes";
import type { Follower } from "#zab/follower";
import type { Leader } from "#zab/leader";
import type { Service } from "#zab/service";
import type { Storage } from "#transaction-log/storage";
import { CONFIG } from "./config";
import type { DynamicMembership } from "./dynamic-membership";
import type { Office } from "./office";

/**
 * Stands between the broadcast and the program on top, and lets everything through: it tells the membership what happens
 * to configurations, and sees to it that a server leads only as long as it is a participant.
 *
 * @typeParam M the messages of the program on top
 */
export class Activation<M> implements Service<M> {
  readonly #host: Host;
  readonly #self: ServerId;
  readonly #membership: DynamicMembership;
  readonly #inner: Service<M>;
  readonly #office: Office<M>;
  readonly #storage: Storage;
  #isServing = false;
  // Yours (step leaving): Your fields.

  /** @param inner the program on top */
  constructor(
    host: Host,
    self: ServerId,
    membership: DynamicMembership,
    inner: Service<M>,
    office: Office<M>,
    storage: Storage,
  ) {
    this.#host = host;
    this.#self = self;
    this.#membership = membership;
    this.#inner = inner;
    this.#office = office;
    this.#storage = storage;
  }

  /** Whether this server leads or follows, and has what a quorum has. */
  get isServing(): boolean {
    return this.#isServing;
  }

  leads(leader: Leader<M>): void {
    this.#isServing = true;
    // Write here (step leaving): All of its history is committed now, and some of it may be a configuration without it.
    throw new Error("Not written yet (step leaving)");
  }

  follows(follower: Follower<M>): void {
    this.#isServing = true;
    // Write here (step leaving): What has come with the leader's history is in force.
    throw new Error("Not written yet (step leaving)");
  }

  looks(): void {
    this.#isServing = false;
    // Write here (step leaving): Nobody leads here any more.
    throw new Error("Not written yet (step leaving)");
  }

  proposed(transaction: Transaction): void {
    // Write here (step leaving): It counts from now on, here and below.
    throw new Error("Not written yet (step leaving)");
  }

  deliver(transaction: Transaction): void {
    // Write here (step leaving): In force first; then carried out, and whoever has asked is answered. Does this server lead on?
    throw new Error("Not written yet (step leaving)");
  }

  receive(from: ServerId, message: M): void {
    this.#inner.receive(from, message);
  }

  // Yours (step leaving): Room for helpers of your own.
}
