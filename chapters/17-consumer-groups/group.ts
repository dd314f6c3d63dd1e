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

/** Nobody is in it; it waits until all have come; it waits for the division; everybody works. */
export type GroupState = "Empty" | "PreparingRebalance" | "CompletingRebalance" | "Stable";

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
    // Write here (step generations): A new one gets a name first. Whoever has one sits down, or comes again.
    throw new Error("Not written yet (step generations)");
  }

  /** The same for somebody with a lasting name. */
  #joinStatic(request: JoinRequest, instance: string, tell: Tell): void {
    // Write here (step static): Whose place does it take, and what if another has taken its own?
    throw new Error("Not written yet (step static)");
  }

  /** A member asks for its part; the leader brings everybody's. @param tell may be called much later */
  sync({ member, instance, generation, assignments }: SyncRequest, tell: Tell): void {
    // Write here (step generations): Whose question is stale? Who has to wait, and until when?
    throw new Error("Not written yet (step generations)");
  }

  /** A member says that it is there. @returns why it must come again; undefined if all is well */
  heartbeat(member: MemberId, instance: string | undefined, generation: number): GroupError | undefined {
    // Write here (step silence): It was heard. Does it have to know something?
    throw new Error("Not written yet (step silence)");
  }

  /** A member goes, and what it has is divided among the others. */
  leave(member: MemberId, instance: string | undefined): GroupError | undefined {
    // Yours (step static): By its lasting name somebody else, an operator, may say it for it.
    // Write here (step silence): A member, or one that has only a name yet.
    throw new Error("Not written yet (step silence)");
  }

  /** Whether what a member says counts: undefined, or why it doesn't. Whatever members ask for asks this first. */
  judge(member: MemberId, instance: string | undefined, generation: number): GroupError | undefined {
    // Yours (step static): Another may have come under the same name.
    // Write here (step generations): Is it a member, and is it of today?
    throw new Error("Not written yet (step generations)");
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
    // Write here (step generations): It may only have missed the answer. Else all divide anew.
    throw new Error("Not written yet (step generations)");
  }

  /** From now on the group waits until all have come. */
  #divideAnew(): void {
    // Write here (step generations): Whoever waits for its part must come again. When do the first members begin?
    throw new Error("Not written yet (step generations)");
  }

  /** A generation begins, with those that have come. */
  #begin(): void {
    // Write here (step generations): Who leads, and by which way? Everybody is told, and the leader is told of everybody.
    throw new Error("Not written yet (step generations)");
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
    // Yours (step silence): It was told, and is expected to say something.
  }

  #tellPart(seat: Seat, tell: Tell): void {
    seat.syncing = undefined;
    tell({ type: "synced", protocol: this.#protocol, assignment: seat.assignment } satisfies Synced);
    // Yours (step silence): The same here.
  }

  #wait(seat: Seat, what: "joining" | "syncing", tell: Tell): void {
    seat[what] = tell;
    // Yours (step silence): Whoever waits for the others says nothing, and isn't gone.
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

  // Yours (step silence): Room for helpers of your own.

  // Yours (step static): Room for helpers of your own.
}

function isSeatOf(seat: Seat, instance: string | undefined): boolean {
  return instance !== undefined && seat.instance === instance;
}

// Yours (step static): Room for helpers of your own.
