import type { Host, Timer } from "#lab/host";
import { Asking, PAUSE } from "./asking";
import { type Assignor, type MemberId, NO_GENERATION, type TopicPartition } from "./assignor";
import { changesOf } from "./cooperative";
import type { GroupReply, Joined } from "./messages";
import { decodePartitions, decodeSubscription, encodePartitions, encodeSubscription } from "./subscription";

export interface MemberOptions {
  /** The server that coordinates the group, or a question after it that is asked before each dialling. */
  coordinator: string | (() => string);
  group: string;
  topics: readonly string[];
  /** A name that lasts: step 6. */
  instance?: string;
  /** The ways to divide that it knows, the preferred first. */
  assignors: readonly Assignor[];
  /** Keep working while the group divides anew: step 5. All of its assignors must be made for it. */
  isCooperative?: boolean;
  /** In ms. */
  sessionTimeout: number;
  rebalanceTimeout: number;
  heartbeatInterval: number;
  /** How many partitions a topic has, 0 if it isn't there. Asked when this member leads. */
  partitionsOf: (topic: string) => number;
}

/** What becomes of a member's partitions. */
export interface Work {
  /** These are its own from now on, besides those that it has. */
  assigned(partitions: readonly TopicPartition[], generation: number): void;
  /** These go to somebody else: finish with them, and then call `done`. The group waits for it. */
  revoked(partitions: readonly TopicPartition[], done: () => void): void;
  /** These may be somebody else's already: stop at once. */
  lost(partitions: readonly TopicPartition[]): void;
  /** Another has come under this member's lasting name. It has stopped for good. */
  fenced?(): void;
}

/**
 * One consumer's part in its group: it joins, gets its partitions, says that it is there, and gives partitions up when
 * the group divides anew. It owns nothing any more when its session may be over, by its own clock.
 */
export class GroupMember {
  id: MemberId = "";
  /** That in which it got what it owns: what it does for a partition counts in this generation alone. */
  generation = NO_GENERATION;
  owned: readonly TopicPartition[] = [];
  readonly #host: Host;
  readonly #options: MemberOptions;
  readonly #work: Work;
  readonly #asking: Asking;
  /** What it got last, which it may have given up since. */
  #had: readonly TopicPartition[] = [];
  /** The last generation that it was told of. */
  #toldOf = NO_GENERATION;
  #isLeaving = false;
  /** What it gives up, it isn't done with yet. */
  #givingUp: object | undefined;
  /** It leads, and has kept something back that somebody else had to give up first. */
  #owes = false;
  /** The next thing that it does by itself. */
  #next: Timer | undefined;
  /** Until then the coordinator keeps its place. */
  #session: Timer | undefined;

  constructor(host: Host, options: MemberOptions, work: Work) {
    this.#host = host;
    this.#options = options;
    this.#work = work;
    this.#asking = new Asking(host, options.coordinator);
  }

  start(): void {
    this.#join();
  }

  /** Gives up what it has and leaves, so that others can go on at once. A static member keeps its place. */
  stop(): void {
    this.#isLeaving = true;
    if (this.#givingUp === undefined) this.#leave();
  }

  #leave(): void {
    this.#giveUp(this.owned, () => {
      this.owned = [];
      const { instance, group } = this.#options;
      if (instance === undefined && this.id !== "")
        this.#asking.say({ type: "leave", group, member: this.id });
      this.#end();
    });
  }

  #join(): void {
    if (this.#givingUp !== undefined) return this.#beatLater();
    if (this.#isLeaving) return this.#leave();
    // Yours (step cooperative): Who works on while it waits?
    this.#giveUp(this.owned, () => {
      this.owned = [];
      this.#askToJoin();
    });
  }

  #askToJoin(): void {
    if (this.#isLeaving) return this.#leave();
    this.#next?.cancel();
    const { group, topics, sessionTimeout, rebalanceTimeout, assignors } = this.#options;
    const metadata = encodeSubscription({ topics, owned: this.#had, generation: this.generation });
    const protocols = assignors.map(({ name }) => ({ name, metadata }));
    const timeouts = { sessionTimeout, rebalanceTimeout };
    this.#asking.ask(
      { type: "join", group, member: this.id, ...this.#instance(), ...timeouts, protocols },
      rebalanceTimeout + sessionTimeout,
      (reply) => (reply.type === "joined" ? this.#joined(reply) : this.#refused(reply)),
      () => this.#join(),
    );
  }

  #joined(reply: Joined): void {
    // The group has divided without it, and what it says that it has may be somebody else's.
    if (reply.generation > this.#toldOf + 1) this.#lose();
    const { member, generation } = reply;
    this.id = member;
    this.#toldOf = generation;
    const { group, sessionTimeout } = this.#options;
    const assignments = this.#divide(reply);
    this.#asking.ask(
      { type: "sync", group, member, ...this.#instance(), generation, assignments },
      reply.leader === member ? sessionTimeout : this.#options.rebalanceTimeout + sessionTimeout,
      (answer, askedAt) => {
        if (answer.type !== "synced") return this.#refused(answer);
        this.#heard(askedAt);
        this.#synced(decodePartitions(answer.assignment), generation);
      },
      () => this.#join(),
    );
  }

  /** If this member leads: what each gets. */
  #divide({ members, protocol }: Joined): { member: MemberId; assignment: Uint8Array }[] {
    this.#owes = false;
    if (members.length === 0) return [];
    const { assignors, partitionsOf } = this.#options;
    const assignor = assignors.find(({ name }) => name === protocol)!;
    const subscribers = members.map(({ metadata, ...member }) => ({
      ...member,
      ...decodeSubscription(metadata),
    }));
    const topics = new Map(
      subscribers.flatMap((each) => each.topics).map((topic) => [topic, partitionsOf(topic)]),
    );
    const assignment = [...assignor.assign(topics, subscribers)];
    const given = assignment.reduce((sum, [, partitions]) => sum + partitions.length, 0);
    this.#owes = given < [...topics.values()].reduce((sum, count) => sum + count, 0);
    return assignment.map(([member, partitions]) => ({ member, assignment: encodePartitions(partitions) }));
  }

  #synced(assigned: readonly TopicPartition[], generation: number): void {
    this.generation = generation;
    this.#beatLater();
    if (this.#owes) this.#askAgainFor(generation);
    // Yours (step cooperative): What it keeps it needn't begin with. What it gives up, somebody waits for.
    this.owned = this.#had = assigned;
    if (assigned.length > 0) this.#work.assigned(assigned, generation);
  }

  // Yours (step cooperative): Room for helpers of your own.

  /** Whoever had to give something up may be gone, and then nobody else asks for the next round. */
  #askAgainFor(generation: number): void {
    this.#host.clock.after(this.#options.sessionTimeout, () => {
      if (this.generation === generation && this.#toldOf === generation) this.#join();
    });
  }

  #giveUp(partitions: readonly TopicPartition[], done: () => void): void {
    if (partitions.length === 0) return done();
    const token = (this.#givingUp = {});
    // It may take a while, and the coordinator must not take it for silence.
    this.#beatLater();
    this.#work.revoked(partitions, () => {
      if (this.#givingUp !== token) return;
      this.#givingUp = undefined;
      done();
    });
  }

  #beatLater(ms = this.#options.heartbeatInterval): void {
    this.#next?.cancel();
    const { sessionTimeout, group } = this.#options;
    this.#next = this.#host.clock.after(ms, () => {
      const { id: member, generation } = this;
      this.#asking.ask(
        { type: "heartbeat", group, member, ...this.#instance(), generation },
        sessionTimeout,
        (reply, askedAt) => {
          // It still has its place, as long as its session lasts.
          if (this.#isElsewhere(reply)) return this.#beatLater(PAUSE);
          if (reply.type === "refused") return this.#refused(reply);
          this.#heard(askedAt);
          this.#beatLater();
        },
        () => this.#join(),
      );
    });
  }

  #refused(reply: GroupReply): void {
    if (reply.type !== "refused") return;
    const { error, member } = reply;
    if (this.#isElsewhere(reply)) return this.#joinLater();
    if (error === "REBALANCE_IN_PROGRESS") return this.#join();
    if (error === "MEMBER_ID_REQUIRED") {
      this.id = member!;
      return this.#askToJoin();
    }
    this.#lose();
    if (error === "FENCED_INSTANCE_ID") {
      this.#end();
      return this.#work.fenced?.();
    }
    if (error === "UNKNOWN_MEMBER_ID") this.id = "";
    this.#joinLater();
  }

  /** Whoever was asked isn't the coordinator, or not yet: that says nothing of the group. The next question is dialled anew. */
  #isElsewhere(reply: GroupReply): boolean {
    if (reply.type !== "refused") return false;
    if (reply.error === "NOT_COORDINATOR") this.#asking.hangUp();
    return reply.error === "NOT_COORDINATOR" || reply.error === "COORDINATOR_LOAD_IN_PROGRESS";
  }

  #lose(): void {
    const { owned } = this;
    this.#givingUp = undefined;
    this.owned = this.#had = [];
    this.generation = NO_GENERATION;
    if (owned.length > 0) this.#work.lost(owned);
  }

  /** The coordinator has heard what was said at that time, or later: at least so long it keeps the place. */
  #heard(askedAt: number): void {
    this.#session?.cancel();
    const { clock } = this.#host;
    this.#session = clock.after(Math.max(0, askedAt + this.#options.sessionTimeout - clock.now()), () => {
      const wasBusy = this.#givingUp !== undefined;
      this.#lose();
      if (wasBusy) this.#joinLater();
    });
  }

  #joinLater(): void {
    this.#next?.cancel();
    this.#next = this.#host.clock.after(PAUSE, () => this.#join());
  }

  #instance(): { instance?: string } {
    const { instance } = this.#options;
    return instance === undefined ? {} : { instance };
  }

  #end(): void {
    this.generation = NO_GENERATION;
    this.#next?.cancel();
    this.#session?.cancel();
    this.#asking.hangUp();
  }
}
