import type { Host } from "#lab/host";
import type { LogRecord } from "#commit-log/record-batch";
import type { TopicPartition } from "#consumer-groups/assignor";
import { GroupMember, type MemberOptions, type Work } from "#consumer-groups/member";
import { keyOf } from "#consumer-groups/owners";
import { Asker } from "./asker";
import type { Commit } from "./group-record";
import type { Committing, OffsetError, Speaker } from "./messages";
import type { Place } from "./offsets";
import { PartitionReader } from "./partition-reader";
import type { NoPosition, Position, ResetPolicy } from "./position";

export interface ConsumerOptions extends Omit<MemberOptions, "coordinator"> {
  /** All of the cluster, or some. */
  brokers: readonly string[];
  /** Where to read when nothing says where. Default: latest, as in Kafka. */
  policy?: ResetPolicy;
  /** How often it says how far it is, in ms: `auto.commit.interval.ms`. Default: 5,000. */
  commitInterval?: number;
  /** Does what is to be done with a record, and says when it is done. */
  process: (record: LogRecord, from: TopicPartition, done: () => void) => void;
  /** There is no place to read a partition from, and no policy. */
  stuck?: (from: TopicPartition, why: NoPosition) => void;
}

/** Before it asks the coordinator again, in ms. */
const RETRY = 50;

/** A partition that it has. */
interface Owned {
  readonly place: TopicPartition;
  reader: PartitionReader | undefined;
  /** What it has last said is done, and is known to be remembered. */
  committed: Position | undefined;
}

/**
 * A member of a group that reads its partitions, from where the group has left off, and says how far it is. What it has
 * said is done, is done.
 */
export class GroupConsumer implements Work {
  readonly member: GroupMember;
  readonly #host: Host;
  readonly #options: ConsumerOptions;
  readonly #owned = new Map<string, Owned>();
  readonly #asker: Asker;
  /** Questions to the coordinator, one after the other. */
  readonly #line: (() => void)[] = [];
  #dialled = 0;

  constructor(host: Host, options: ConsumerOptions) {
    this.#host = host;
    this.#options = options;
    this.#asker = new Asker(host, options.brokers);
    // Whoever isn't the coordinator says so, and then the member dials again.
    const coordinator = (): string => options.brokers[this.#dialled++ % options.brokers.length]!;
    this.member = new GroupMember(host, { ...options, coordinator }, this);
    this.member.start();
    this.#commitLater();
  }

  /** Finishes, says how far it is, and leaves. */
  stop(): void {
    this.member.stop();
  }

  /** Where it reads its partitions, by their keys. */
  get positions(): Map<string, Position | undefined> {
    return new Map([...this.#owned].map(([key, { reader }]) => [key, reader?.position]));
  }

  assigned(partitions: readonly TopicPartition[]): void {
    const owned = partitions.map((place): Owned => ({ place, reader: undefined, committed: undefined }));
    for (const each of owned) this.#owned.set(keyOf(each.place), each);
    this.#begin(owned);
  }

  revoked(partitions: readonly TopicPartition[], done: () => void): void {
    const owned = this.#take(partitions);
    // Write here (step consumer): What must have ended before somebody else may begin?
    throw new Error("Not written yet (step consumer)");
  }

  lost(partitions: readonly TopicPartition[]): void {
    for (const { reader } of this.#take(partitions)) reader?.stop();
  }

  /** They are its own no more. */
  #take(partitions: readonly TopicPartition[]): Owned[] {
    const keys = partitions.map(keyOf);
    const owned = keys.flatMap((key) => this.#owned.get(key) ?? []);
    for (const key of keys) this.#owned.delete(key);
    return owned;
  }

  /** Asks where the group has left off, and reads on from there. */
  #begin(owned: readonly Owned[]): void {
    const mine = owned.filter((each) => this.#has(each));
    if (mine.length === 0) return;
    this.#fetch(
      mine.map(({ place }) => place),
      (commits) => {
        if (commits === undefined) {
          this.#host.clock.after(RETRY, () => this.#begin(mine));
          return;
        }
        for (const [index, each] of mine.entries()) {
          if (this.#has(each)) this.#read(each, commits[index]!.commit);
        }
      },
    );
  }

  #has(owned: Owned): boolean {
    return this.#owned.get(keyOf(owned.place)) === owned;
  }

  #read(owned: Owned, commit: Commit | null): void {
    const { brokers, policy = "latest", process, stuck } = this.#options;
    const { topic, partition } = owned.place;
    // Write here (step consumer): From where on?
    throw new Error("Not written yet (step consumer)");
    owned.reader = new PartitionReader(this.#host, `${topic}-${partition}`, owned.committed, {
      brokers,
      policy,
      process: (record, done) => process(record, owned.place, done),
      stuck: (why) => stuck?.(owned.place, why),
    });
  }

  #commitLater(): void {
    this.#host.clock.after(this.#options.commitInterval ?? 5_000, () => {
      this.#commit([...this.#owned.values()], () => this.#commitLater());
    });
  }

  /** Says how far it is. @param done called when that is remembered, or will never be */
  #commit(owned: readonly Owned[], done: () => void): void {
    const positions = new Map<Owned, Position>();
    const offsets: Committing[] = [];
    // Write here (step consumer): Of which partitions is there something new to say, and what?
    throw new Error("Not written yet (step consumer)");
    if (offsets.length === 0) return done();
    const speaker = this.#speaker;
    this.#ask((next) => {
      this.#asker.ask({ type: "commit", ...speaker, offsets }, (reply) => {
        const error = reply?.type === "committed" ? reply.error : undefined;
        if (error === "NONE") for (const [each, position] of positions) each.committed = position;
        next();
        // Write here (step consumer): Is it certain what became of it?
        throw new Error("Not written yet (step consumer)");
      });
    });
  }

  #fetch(
    places: readonly TopicPartition[],
    told: (commits: readonly (Place & { commit: Commit | null })[] | undefined) => void,
  ): void {
    this.#ask((next) => {
      this.#asker.ask({ type: "fetch", ...this.#speaker, places }, (reply) => {
        next();
        told(reply?.type === "fetched" && reply.error === "NONE" ? reply.commits : undefined);
      });
    });
  }

  get #speaker(): Speaker {
    const { group, instance } = this.#options;
    const { id: member, generation } = this.member;
    return { group, member, generation, ...(instance !== undefined && { instance }) };
  }

  /** Asks when nobody else does. */
  #ask(act: (next: () => void) => void): void {
    const next = (): void => {
      this.#line.shift();
      this.#line[0]?.();
    };
    this.#line.push(() => act(next));
    if (this.#line.length === 1) this.#line[0]!();
  }
}

/** Its word doesn't count, and won't. */
function isFinal(error: OffsetError | undefined): boolean {
  return error === "UNKNOWN_MEMBER_ID" || error === "ILLEGAL_GENERATION" || error === "FENCED_INSTANCE_ID";
}
