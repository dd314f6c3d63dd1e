import type { Host } from "#lab/host";
import type { Machine } from "#lab/world/machine";
import type { World } from "#lab/world/world";
import type { Assignor, TopicPartition } from "#consumer-groups/assignor";
import { Coordinator } from "#consumer-groups/coordinator";
import { GroupMember, type MemberOptions, type Work } from "#consumer-groups/member";
import { keyOf } from "./assigning";

export const TOPICS: Readonly<Record<string, number>> = { orders: 4, emails: 2 };
export const SESSION = 6_000;
export const BEAT = 2_000;

/** A consumer that notes what becomes of its partitions, and needs a while to finish with one that it gives up. */
export class Consumer implements Work {
  readonly member: GroupMember;
  /** What was done with it, as lines: "assigned orders/0". */
  readonly log: string[] = [];
  /** In what it works on, by its own account. */
  readonly works = new Set<string>();
  isFenced = false;

  constructor(
    readonly host: Host,
    options: Partial<MemberOptions> & { assignors: readonly Assignor[] },
    private readonly finishing = 5,
  ) {
    this.member = new GroupMember(
      host,
      {
        coordinator: "C",
        group: "email",
        topics: Object.keys(TOPICS),
        sessionTimeout: SESSION,
        rebalanceTimeout: 10_000,
        heartbeatInterval: BEAT,
        partitionsOf: (topic) => TOPICS[topic] ?? 0,
        ...options,
      },
      this,
    );
    this.member.start();
  }

  assigned(partitions: readonly TopicPartition[]): void {
    for (const key of this.#note("assigned", partitions)) this.works.add(key);
  }

  revoked(partitions: readonly TopicPartition[], done: () => void): void {
    const keys = this.#note("revoked", partitions);
    this.host.clock.after(this.finishing, () => {
      for (const key of keys) this.works.delete(key);
      done();
    });
  }

  lost(partitions: readonly TopicPartition[]): void {
    for (const key of this.#note("lost", partitions)) this.works.delete(key);
  }

  fenced(): void {
    this.isFenced = true;
  }

  #note(what: string, partitions: readonly TopicPartition[]): string[] {
    const keys = partitions.map(keyOf);
    this.log.push(`${what} ${keys.join(" ")}`);
    return keys;
  }
}

/** A coordinator in the world, on C. */
export function coordinate(world: World, initialDelay = 500): Machine<Coordinator> {
  return world.server("C", (host) => new Coordinator(host, { initialDelay }));
}

/** A consumer in the world. */
export function consume(
  world: World,
  name: string,
  options: Partial<MemberOptions> & { assignors: readonly Assignor[] },
  finishing?: number,
): Machine<Consumer> {
  return world.server(name, (host) => new Consumer(host, options, finishing));
}
