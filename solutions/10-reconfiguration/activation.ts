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
  // #region own leaving: Your fields.
  #leader: Leader<M> | undefined;
  // #endregion

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
    // #region write leaving: All of its history is committed now, and some of it may be a configuration without it.
    this.#leader = leader;
    this.#membership.onUpToDate();
    this.#inner.leads(leader);
    this.#office.opens(leader, this.#storage.database.tree.record(CONFIG) === undefined);
    this.#leaveIfRemoved();
    // #endregion
  }

  follows(follower: Follower<M>): void {
    this.#isServing = true;
    // #region write leaving: What has come with the leader's history is in force.
    this.#membership.onUpToDate();
    this.#inner.follows(follower);
    // #endregion
  }

  looks(): void {
    this.#isServing = false;
    // #region write leaving: Nobody leads here any more.
    this.#leader = undefined;
    this.#office.closes();
    this.#membership.onLooks();
    this.#inner.looks();
    // #endregion
  }

  proposed(transaction: Transaction): void {
    // #region write leaving: It counts from now on, here and below.
    this.#membership.onProposed(transaction);
    this.#inner.proposed(transaction);
    // #endregion
  }

  deliver(transaction: Transaction): void {
    // #region write leaving: In force first; then carried out, and whoever has asked is answered. Does this server lead on?
    const configuration = this.#membership.onCommitted(transaction);
    this.#inner.deliver(transaction);
    if (configuration === undefined) return;
    this.#host.note(`configuration: ${configuration.members.list.map(({ name }) => name).join(" ")}`);
    this.#leaveIfRemoved();
    // #endregion
  }

  receive(from: ServerId, message: M): void {
    this.#inner.receive(from, message);
  }

  // #region own leaving: Room for helpers of your own.
  /** Not at once: others may be committed with the same acknowledgement, and are to be delivered first. */
  #leaveIfRemoved(): void {
    const leader = this.#leader;
    if (leader === undefined || this.#membership.committed.members.isParticipant(this.#self)) return;
    this.#host.clock.after(0, () => {
      if (this.#leader === leader) leader.resign("it is no participant any more");
    });
  }
  // #endregion
}
