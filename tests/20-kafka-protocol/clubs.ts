import type { Host } from "#lab/host";
import { adminRoutes } from "#kafka-protocol/admin-handlers";
import { groupRoutes } from "#kafka-protocol/group-handlers";
import { type Committed, GroupBook, type Groups } from "#kafka-protocol/groups";
import { offsetRoutes } from "#kafka-protocol/offset-handlers";
import type { ErrorName } from "#kafka-protocol/error-codes";
import { type Client, Desk } from "./desk";
import { ask, type In, KEY, type Out } from "./wire";

/** Groups whose coordinator the test chooses, and whose offsets it sees. */
export class FakeGroups implements Groups {
  coordinator: string | undefined = "A";
  readonly book: GroupBook;
  readonly kept = new Map<string, Committed[]>();
  /** What becomes of commits and questions. */
  outcome: ErrorName = "NONE";
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
    this.book = new GroupBook(host, { initialDelay: 100 });
  }

  commit(group: string, offsets: readonly Committed[], done: (error: ErrorName) => void): void {
    this.#host.clock.after(20, () => {
      if (this.outcome === "NONE") this.kept.set(group, [...(this.kept.get(group) ?? []), ...offsets]);
      done(this.outcome);
    });
  }

  all(done: (error: ErrorName, names: ReadonlySet<string>) => void): void {
    this.#host.clock.after(20, () => done(this.outcome, new Set([...this.book.names, ...this.kept.keys()])));
  }

  remove(group: string, done: (error: ErrorName) => void): void {
    this.#host.clock.after(20, () => {
      const isKnown = this.kept.delete(group) || this.book.find(group) !== undefined;
      this.book.remove(group);
      done(isKnown ? this.outcome : "GROUP_ID_NOT_FOUND");
    });
  }

  committed(group: string, done: (error: ErrorName, offsets: readonly Committed[]) => void): void {
    this.#host.clock.after(20, () => done(this.outcome, this.kept.get(group) ?? []));
  }
}

/** A broker's desk at which groups meet. */
export class Clubs {
  readonly desk: Desk;
  groups!: FakeGroups;

  constructor() {
    this.desk = new Desk({
      routes: (cluster, host) => {
        this.groups = new FakeGroups(host);
        const seams = [cluster, this.groups] as const;
        return [...groupRoutes(...seams), ...offsetRoutes(...seams), ...adminRoutes(...seams)];
      },
    });
    this.desk.at((cluster) => {
      cluster.place("orders");
      cluster.place("orders");
    });
  }

  /** A client that has become a member of a group of its own. */
  member(group = "stock"): { client: Client; joined: Joined } {
    const client = this.desk.dial();
    const { member } = readJoined(client.asks(join(group, "")));
    client.say(join(group, member));
    this.desk.pass(200);
    const answer = client.next()!;
    answer.i32();
    return { client, joined: readJoined(answer) };
  }
}

export interface JoinOptions {
  version?: number;
  instance?: string | null;
  sessionTimeout?: number;
  rebalanceTimeout?: number;
  protocols?: string[];
}

/** Version 5, if nothing else is said. */
export function join(group: string, member: string, options: JoinOptions = {}): Uint8Array {
  const { version = 5, instance = null, sessionTimeout = 10_000, rebalanceTimeout = 20_000 } = options;
  return ask(KEY.join, version, (out) => {
    out.text(group).i32(sessionTimeout);
    if (version >= 1) out.i32(rebalanceTimeout);
    out.text(member);
    if (version >= 5) out.text(instance);
    out.text("consumer");
    out.list(options.protocols ?? ["range"], (name) => out.text(name).buffer(Uint8Array.of(1, 2)));
  });
}

export interface Joined {
  error: number;
  generation: number;
  protocol: string | null;
  leader: string | null;
  member: string;
  members: { id: string | null; instance: string | null; metadata: number[] }[];
}

export function readJoined(answer: In, version = 5): Joined {
  if (version >= 2) answer.i32();
  const head = {
    error: answer.i16(),
    generation: answer.i32(),
    protocol: answer.text(),
    leader: answer.text(),
    member: answer.text()!,
  };
  const members = answer.list(() => ({
    id: answer.text(),
    instance: version >= 5 ? answer.text() : null,
    metadata: [...answer.buffer()!],
  }));
  return { ...head, members };
}

export function sync(
  group: string,
  generation: number,
  member: string,
  parts: [string, number[]][] = [],
): Uint8Array {
  return ask(KEY.sync, 3, (out) =>
    out
      .text(group)
      .i32(generation)
      .text(member)
      .text(null)
      .list(parts, ([id, part]) => out.text(id).buffer(Uint8Array.from(part))),
  );
}

export function heartbeat(
  group: string,
  generation: number,
  member: string,
  instance: string | null = null,
): Uint8Array {
  return ask(KEY.heartbeat, 3, (out) => out.text(group).i32(generation).text(member).text(instance));
}

/** The error behind the throttle time. */
export function errorIn(answer: In): number {
  answer.i32();
  return answer.i16();
}

export type Offset = [partition: number, offset: bigint, metadata?: string | null];

export function commit(
  group: string,
  generation: number,
  member: string,
  offsets: Offset[],
  { topic = "orders", version = 5 }: { topic?: string; version?: number } = {},
): Uint8Array {
  return ask(KEY.commit, version, (out: Out) => {
    out.text(group).i32(generation).text(member);
    if (version >= 7) out.text(null);
    if (version <= 4) out.i64(-1n);
    out.i32(1).text(topic);
    out.list(offsets, ([partition, offset, metadata = ""]) => {
      out.i32(partition).i64(offset);
      if (version >= 6) out.i32(-1);
      out.text(metadata);
    });
  });
}

/** The errors of the partitions. */
export function readCommitted(answer: In, version = 5): number[] {
  if (version >= 3) answer.i32();
  const topics = answer.list(() => {
    answer.text();
    return answer.list(() => [answer.i32(), answer.i16()][1]!);
  });
  return topics.flat();
}
