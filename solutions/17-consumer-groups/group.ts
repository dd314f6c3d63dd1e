import type { Clock, Timer } from "#lab/host";
import type { MemberId } from "./assignor";
import {
  type GroupError,
  type Joined,
  type JoinRequest,
  refused,
  type Synced,
  type SyncRequest,
} from "./messages";
import { Names } from "./names";
import { commonProtocol, knownToAll, saysTheSame } from "./protocols";
import { Roster, type Seat, type Tell } from "./roster";

// #region show states
/** Nobody is in it; it waits until all have come; it waits for the division; everybody works. */
export type GroupState = "Empty" | "PreparingRebalance" | "CompletingRebalance" | "Stable";
// #endregion

export interface GroupOptions {
  /** A group's first members wait so long for others, in ms: `group.initial.rebalance.delay.ms`. */
  initialDelay?: number;
  /** Most members: `group.max.size`. */
  maxSize?: number;
}

/**
 * The members of one group, and its generations. What its members say of themselves and what they get are bytes to it:
 * one of them, the leader, divides.
 *
 * Source: Kafka's group protocol; the states are those of its `GroupState`.
 */
export class Group {
  state: GroupState = "Empty";
  /** Rises with every division. */
  generation = 0;
  readonly #clock: Clock;
  readonly #options: Required<GroupOptions>;
  readonly #roster = new Roster();
  readonly #names: Names;
  #leader: MemberId = "";
  #protocol = "";
  /** The group was empty, and its first members wait for others, even if all that are known have come. */
  #isFirst = false;
  /** Ends what the group waits for, whoever is missing. */
  #deadline: Timer | undefined;

  /** @param newName draws a name that no member has or had */
  constructor(clock: Clock, newName: (instance?: string) => MemberId, options: GroupOptions = {}) {
    this.#clock = clock;
    this.#names = new Names(clock, newName);
    this.#options = { initialDelay: 3_000, maxSize: 1_000, ...options };
  }

  /** Nobody is in it, and nobody is about to be. */
  get isIdle(): boolean {
    return this.#roster.size === 0 && this.#names.size === 0;
  }

  get members(): MemberId[] {
    return this.#roster.all.map(({ id }) => id);
  }

  /** All that is known of its members, and the way in which they divide: for those who look on. */
  get seats(): readonly Seat[] {
    return this.#roster.all;
  }

  get protocol(): string {
    return this.#protocol;
  }

  /** Somebody comes: new, or again because the group divides anew. @param tell may be called much later */
  join(request: JoinRequest, tell: Tell): void {
    const { member, instance, protocols } = request;
    const others = this.#roster.all.filter((seat) => seat.id !== member && !isSeatOf(seat, instance));
    if (knownToAll([{ protocols }, ...others]).size === 0) {
      return tell(refused("INCONSISTENT_GROUP_PROTOCOL"));
    }
    if (instance !== undefined) return this.#joinStatic(request, instance, tell);
    // #region write generations: A new one gets a name first. Whoever has one sits down, or comes again.
    if (member === "") return this.#giveName(request, tell);
    const seat = this.#roster.get(member);
    if (seat !== undefined) return this.#comeAgain(seat, request, tell);
    if (!this.#names.take(member)) return tell(refused("UNKNOWN_MEMBER_ID"));
    this.#sitDown(member, request, tell);
    // #endregion
  }

  /** The same for somebody with a lasting name. */
  #joinStatic(request: JoinRequest, instance: string, tell: Tell): void {
    // #region write static: Whose place does it take, and what if another has taken its own?
    const { member } = request;
    if (member === "") return this.#giveName(request, tell);
    const seat = this.#roster.get(member);
    if (seat !== undefined) return this.#comeAgain(seat, request, tell);
    const old = this.#roster.ofInstance(instance);
    const isNew = this.#names.take(member);
    if (!isNew) return tell(refused(old === undefined ? "UNKNOWN_MEMBER_ID" : "FENCED_INSTANCE_ID"));
    if (old === undefined) return this.#sitDown(member, request, tell);
    this.#takeSeat(old, request, tell);
    // #endregion
  }

  /** A member asks for its part; the leader brings everybody's. @param tell may be called much later */
  sync({ member, instance, generation, assignments }: SyncRequest, tell: Tell): void {
    // #region write generations: Whose question is stale? Who has to wait, and until when?
    const wrong = this.judge(member, instance, generation);
    if (wrong !== undefined) return tell(refused(wrong));
    const seat = this.#roster.get(member)!;
    if (this.state === "PreparingRebalance") return tell(refused("REBALANCE_IN_PROGRESS"));
    if (this.state === "Stable") return this.#tellPart(seat, tell);
    this.#wait(seat, "syncing", tell);
    if (member !== this.#leader) return;
    this.#deadline?.cancel();
    this.state = "Stable";
    const parts = new Map(assignments.map((each) => [each.member, each.assignment]));
    for (const each of this.#roster.all) {
      each.assignment = parts.get(each.id) ?? new Uint8Array(0);
      if (each.syncing !== undefined) this.#tellPart(each, each.syncing);
    }
    // #endregion
  }

  /** A member says that it is there. @returns why it must come again; undefined if all is well */
  heartbeat(member: MemberId, instance: string | undefined, generation: number): GroupError | undefined {
    // #region write silence: It was heard. Does it have to know something?
    const wrong = this.judge(member, instance, generation);
    if (wrong !== undefined) return wrong;
    this.#heard(this.#roster.get(member)!);
    return this.state === "PreparingRebalance" ? "REBALANCE_IN_PROGRESS" : undefined;
    // #endregion
  }

  /** A member goes, and what it has is divided among the others. */
  leave(member: MemberId, instance: string | undefined): GroupError | undefined {
    // #region own static: By its lasting name somebody else, an operator, may say it for it.
    if (instance !== undefined) {
      const seat = this.#roster.ofInstance(instance);
      if (member === "" && seat !== undefined) return this.leave(seat.id, undefined);
      const fenced = this.#fencing(member, instance);
      if (fenced !== undefined) return fenced;
    }
    // #endregion
    // #region write silence: A member, or one that has only a name yet.
    if (this.#names.take(member)) return undefined;
    const seat = this.#roster.get(member);
    if (seat === undefined) return "UNKNOWN_MEMBER_ID";
    this.#remove(seat);
    this.#divideAnew();
    return undefined;
    // #endregion
  }

  /** Whether what a member says counts: undefined, or why it doesn't. Whatever members ask for asks this first. */
  judge(member: MemberId, instance: string | undefined, generation: number): GroupError | undefined {
    // #region own static: Another may have come under the same name.
    const fenced = this.#fencing(member, instance);
    if (fenced !== undefined) return fenced;
    // #endregion
    // #region write generations: Is it a member, and is it of today?
    if (this.#roster.get(member) === undefined) return "UNKNOWN_MEMBER_ID";
    return generation === this.generation ? undefined : "ILLEGAL_GENERATION";
    // #endregion
  }

  /** A client whose answer gets lost asks again. If the first question had made it a member, there would be two. */
  #giveName({ instance, sessionTimeout }: JoinRequest, tell: Tell): void {
    const { maxSize } = this.#options;
    const isFull = this.#roster.size + this.#names.size >= maxSize;
    // Whoever comes back to its seat takes no more room than before.
    const isBack = this.#roster.ofInstance(instance ?? "") !== undefined && this.#names.size < maxSize;
    if (isFull && !isBack) return tell(refused("GROUP_MAX_SIZE_REACHED"));
    tell({ ...refused("MEMBER_ID_REQUIRED"), member: this.#names.give(sessionTimeout, instance) });
  }

  #sitDown(member: MemberId, request: JoinRequest, tell: Tell): void {
    this.#wait(this.#roster.add(member, request), "joining", tell);
    this.#divideAnew();
  }

  #comeAgain(seat: Seat, request: JoinRequest, tell: Tell): void {
    // #region write generations: It may only have missed the answer. Else all divide anew.
    const knowsAll = saysTheSame(seat.protocols, request.protocols);
    const isLeader = seat.id === this.#leader;
    if (knowsAll && (this.state === "CompletingRebalance" || (this.state === "Stable" && !isLeader))) {
      return this.#tellGeneration(seat, tell);
    }
    const { sessionTimeout, rebalanceTimeout, protocols } = request;
    Object.assign(seat, { sessionTimeout, rebalanceTimeout, protocols });
    this.#wait(seat, "joining", tell);
    this.#divideAnew();
    // #endregion
  }

  /** From now on the group waits until all have come. */
  #divideAnew(): void {
    // #region write generations: Whoever waits for its part must come again. When do the first members begin?
    if (this.state !== "PreparingRebalance") {
      this.#isFirst = this.state === "Empty";
      this.state = "PreparingRebalance";
      for (const seat of this.#roster.all) {
        seat.syncing?.(refused("REBALANCE_IN_PROGRESS"));
        // #region own silence: It was told, and is expected again.
        if (seat.syncing !== undefined) this.#heard(seat);
        // #endregion
        seat.syncing = undefined;
      }
      if (this.#isFirst) this.#until(this.#options.initialDelay, () => this.#begin());
      // #region own silence: And how long does it wait if it isn't new?
      if (!this.#isFirst) this.#until(this.#roster.longestTimeout, () => this.#begin());
      // #endregion
    }
    if (!this.#isFirst && this.#roster.all.every(({ joining }) => joining !== undefined)) this.#begin();
    // #endregion
  }

  /** A generation begins, with those that have come. */
  #begin(): void {
    // #region write generations: Who leads, and by which way? Everybody is told, and the leader is told of everybody.
    this.#deadline?.cancel();
    this.#isFirst = false;
    // #region own silence: Whoever hasn't come is left behind.
    for (const seat of this.#roster.all) {
      if (seat.joining === undefined && seat.instance === undefined) this.#remove(seat);
    }
    // #endregion
    const come = this.#roster.all.filter(({ joining }) => joining !== undefined);
    // #region own static: The seats of those that are away are kept. If all are away, who could divide?
    if (come.length === 0 && this.#roster.size > 0) {
      return this.#until(this.#roster.longestTimeout, () => this.#begin());
    }
    // #endregion
    this.generation += 1;
    this.state = come.length === 0 ? "Empty" : "CompletingRebalance";
    if (come.length === 0) return;
    if (!come.some(({ id }) => id === this.#leader)) this.#leader = come[0]!.id;
    this.#protocol = commonProtocol(this.#roster.all);
    // #region own silence: And if the division doesn't come?
    this.#until(this.#roster.longestTimeout, () => this.#giveUpOnLeader());
    // #endregion
    for (const seat of come) this.#tellGeneration(seat, seat.joining!);
    // #endregion
  }

  #tellGeneration(seat: Seat, tell: Tell): void {
    const metadataOf = ({ protocols }: Seat): Uint8Array =>
      protocols.find(({ name }) => name === this.#protocol)!.metadata;
    const members: Joined["members"] = this.#roster.all.map((each) => ({
      id: each.id,
      metadata: metadataOf(each),
      ...(each.instance !== undefined && { instance: each.instance }),
    }));
    seat.joining = undefined;
    tell({
      type: "joined",
      member: seat.id,
      generation: this.generation,
      protocol: this.#protocol,
      leader: this.#leader,
      members: seat.id === this.#leader ? members : [],
    });
    // #region own silence: It was told, and is expected to say something.
    this.#heard(seat);
    // #endregion
  }

  #tellPart(seat: Seat, tell: Tell): void {
    seat.syncing = undefined;
    tell({ type: "synced", protocol: this.#protocol, assignment: seat.assignment } satisfies Synced);
    // #region own silence: The same here.
    this.#heard(seat);
    // #endregion
  }

  #wait(seat: Seat, what: "joining" | "syncing", tell: Tell): void {
    seat[what] = tell;
    // #region own silence: Whoever waits for the others says nothing, and isn't gone.
    seat.session?.cancel();
    // #endregion
  }

  #until(ms: number, act: () => void): void {
    this.#deadline?.cancel();
    this.#deadline = this.#clock.after(ms, act);
  }

  /** Nobody is told anything any more: another server coordinates the group from now on. */
  stop(): void {
    this.#deadline?.cancel();
    this.#names.clear();
    for (const { session } of this.#roster.all) session?.cancel();
  }

  // #region own silence: Room for helpers of your own.
  /** Expects it to say something within its session timeout, from now on. */
  #heard(seat: Seat): void {
    seat.session?.cancel();
    seat.session = this.#clock.after(seat.sessionTimeout, () => {
      this.#remove(seat);
      this.#divideAnew();
    });
  }

  #remove(seat: Seat): void {
    this.#roster.remove(seat);
    seat.joining?.(refused("UNKNOWN_MEMBER_ID"));
    seat.syncing?.(refused("UNKNOWN_MEMBER_ID"));
  }

  /** Whoever hasn't asked for its part hasn't even understood that there is one. */
  #giveUpOnLeader(): void {
    for (const seat of this.#roster.all) {
      if (seat.syncing === undefined && seat.instance === undefined) this.#remove(seat);
    }
    this.#divideAnew();
  }
  // #endregion

  // #region own static: Room for helpers of your own.
  /** Somebody has come under a lasting name, and takes the seat of whoever had it. */
  #takeSeat(old: Seat, request: JoinRequest, tell: Tell): void {
    this.#roster.remove(old);
    old.joining?.(refused("FENCED_INSTANCE_ID"));
    old.syncing?.(refused("FENCED_INSTANCE_ID"));
    const seat = this.#roster.add(request.member, request);
    seat.assignment = old.assignment;
    // What the leader knew of the division, nobody else knows.
    const wasLeader = old.id === this.#leader;
    if (wasLeader) this.#leader = seat.id;
    if (this.state === "Stable" && !wasLeader && namesOf(old) === namesOf(seat)) {
      return this.#tellGeneration(seat, tell);
    }
    this.#wait(seat, "joining", tell);
    this.#divideAnew();
  }

  #fencing(member: MemberId, instance: string | undefined): GroupError | undefined {
    const seat = instance === undefined ? undefined : this.#roster.ofInstance(instance);
    return seat === undefined || seat.id === member ? undefined : "FENCED_INSTANCE_ID";
  }
  // #endregion
}

function isSeatOf(seat: Seat, instance: string | undefined): boolean {
  return instance !== undefined && seat.instance === instance;
}

// #region own static: Room for helpers of your own.
function namesOf({ protocols }: Seat): string {
  return protocols.map(({ name }) => name).join();
}
// #endregion
