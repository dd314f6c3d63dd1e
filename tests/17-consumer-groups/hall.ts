import { World } from "#lab/world/world";
import type { Machine } from "#lab/world/machine";
import { Group, type GroupOptions } from "#consumer-groups/group";
import type { GroupError, GroupReply, Joined, JoinRequest } from "#consumer-groups/messages";

export const DELAY = 500;
export const SESSION = 6_000;
export const REBALANCE = 10_000;

export type Manner = Partial<Omit<JoinRequest, "protocols">> & {
  /** The ways to divide that it knows, the preferred first. */
  knows?: readonly string[];
  /** What it says of itself. */
  says?: string;
};

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** A reply in a few words: "joined 1 by range, leads a b", "synced part", or an error. */
function wordsOf(reply: GroupReply): string {
  if (reply.type === "joined") return `joined ${reply.generation}`;
  if (reply.type === "synced") return `synced ${textOf(reply.assignment)}`.trim();
  return reply.type === "refused" ? reply.error : reply.type;
}

/** One group on a clock, without any network. */
export class Hall {
  readonly group: Group;
  readonly world = new World({ seed: 1 });
  readonly #server: Machine<Group>;

  constructor(options: GroupOptions = {}) {
    let names = 0;
    this.#server = this.world.server(
      "C",
      (host) =>
        new Group(host.clock, (instance = "m") => `${instance}-${++names}`, {
          initialDelay: DELAY,
          ...options,
        }),
    );
    this.group = this.#server.instance!;
  }

  act<T>(act: () => T): T {
    let result: T;
    this.world.enter(this.#server.incarnation!, () => (result = act()));
    return result!;
  }

  pass(ms: number): void {
    this.world.advance(ms);
  }

  guest(manner: Manner = {}): Guest {
    return new Guest(this, manner);
  }

  /** Guests that have come, with their names, and of whom none has been told anything yet. */
  come(...manners: Manner[]): Guest[] {
    return manners.map((manner) => {
      const guest = this.guest(manner);
      guest.join();
      guest.join();
      return guest;
    });
  }

  /** A group that works: its members have come, and the first leads and has divided. */
  stable(...manners: Manner[]): Guest[] {
    const guests = this.come(...manners);
    this.pass(DELAY);
    for (const guest of [...guests].reverse()) guest.sync();
    for (const guest of guests) guest.heard.length = 0;
    return guests;
  }

  /** All of them come again, and the leader divides. */
  again(...guests: Guest[]): void {
    for (const guest of guests) guest.join();
    for (const guest of guests.filter((each) => !each.leads)) guest.sync();
    for (const guest of guests.filter((each) => each.leads)) guest.sync();
    for (const guest of guests) guest.heard.length = 0;
  }
}

/** Somebody who says what it is told to say, and keeps what it hears. */
export class Guest {
  id: string;
  generation = -1;
  says: string;
  told: Joined | undefined;
  /** In a few words. */
  readonly heard: string[] = [];

  constructor(
    private readonly hall: Hall,
    readonly manner: Manner,
  ) {
    this.id = manner.member ?? "";
    this.says = manner.says ?? "topics";
  }

  get leads(): boolean {
    return this.told?.leader === this.id;
  }

  join(): void {
    const {
      knows = ["range"],
      sessionTimeout = SESSION,
      rebalanceTimeout = REBALANCE,
      instance,
    } = this.manner;
    const request: JoinRequest = {
      type: "join",
      group: "email",
      member: this.id,
      sessionTimeout,
      rebalanceTimeout,
      protocols: knows.map((name) => ({ name, metadata: bytesOf(`${name}: ${this.says}`) })),
      ...(instance !== undefined && { instance }),
    };
    this.hall.act(() => this.hall.group.join(request, (reply) => this.#hears(reply)));
  }

  /** If it leads: gives each member this, or "part of <id>". */
  sync(parts?: Readonly<Record<string, string>>): void {
    const all = this.told?.members.map(({ id }) => [id, `part of ${id}`] as const) ?? [];
    const given = Object.entries(parts ?? Object.fromEntries(all));
    const { instance } = this.manner;
    this.hall.act(() =>
      this.hall.group.sync(
        {
          type: "sync",
          group: "email",
          member: this.id,
          generation: this.generation,
          assignments: given.map(([member, part]) => ({ member, assignment: bytesOf(part) })),
          ...(instance !== undefined && { instance }),
        },
        (reply) => this.#hears(reply),
      ),
    );
  }

  beat(generation = this.generation): GroupError | undefined {
    return this.hall.act(() => this.hall.group.heartbeat(this.id, this.manner.instance, generation));
  }

  leave(): GroupError | undefined {
    return this.hall.act(() => this.hall.group.leave(this.id, this.manner.instance));
  }

  judge(generation = this.generation): GroupError | undefined {
    return this.hall.group.judge(this.id, this.manner.instance, generation);
  }

  #hears(reply: GroupReply): void {
    this.heard.push(wordsOf(reply));
    if (reply.type === "refused" && reply.member !== undefined) this.id = reply.member;
    if (reply.type !== "joined") return;
    this.told = reply;
    this.generation = reply.generation;
  }
}

/** What the leader was told of everybody. */
export function membersOf({ told }: Guest): Record<string, string> {
  return Object.fromEntries(told!.members.map(({ id, metadata }) => [id, textOf(metadata)]));
}

/** Lets time pass in which these say that they are there. */
export function beating(hall: Hall, ms: number, ...guests: Guest[]): void {
  for (let passed = 0; passed < ms; passed += 1_000) {
    hall.pass(1_000);
    for (const guest of guests) guest.beat();
  }
}
