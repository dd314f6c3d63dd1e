import type { Host } from "#lab/host";
import { Turns } from "#commit-log/turns";
import { flushFolder } from "#transaction-log/durable";
import type { ErrorCode } from "./messages";
import { Partition, type PartitionOptions } from "./partition";
import { type Counts, TopicFile } from "./topic-file";

/** Most partitions of all topics together: each has files that are open. */
export const MAX_PARTITIONS = 4_000;
/** Most letters of a topic's name. It is part of a folder's name. */
export const MAX_NAME = 249;

/** Whether a topic may have this name: letters, digits, `.`, `_` and `-`, and no folder that means something else. */
export function isTopicName(name: string): boolean {
  // Write here (step topics): Which names would be another folder's?
  throw new Error("Not written yet (step topics)");
}

/** The topics of a broker, each with its partitions. Which there are survives any loss of power. */
export class Topics {
  /** Called when a partition has more to be read. */
  onReadable: (partition: Partition) => void = () => {};
  readonly #host: Host;
  readonly #options: PartitionOptions;
  readonly #file: TopicFile;
  readonly #partitions = new Map<string, Partition[]>();
  /** One change at a time: each is judged by what the one before it has left. */
  readonly #turns = new Turns();

  constructor(host: Host, options: PartitionOptions = {}) {
    this.#host = host;
    this.#options = options;
    this.#file = new TopicFile(host);
  }

  /** The topics' names. */
  get names(): string[] {
    return [...this.#partitions.keys()];
  }

  /** How many partitions a topic has; 0 if there is no such topic. */
  partitionsOf(topic: string): number {
    return this.#partitions.get(topic)?.length ?? 0;
  }

  get(topic: string, partition: number): Partition | undefined {
    return this.#partitions.get(topic)?.[partition];
  }

  /** All partitions of all topics. */
  all(): Partition[] {
    return [...this.#partitions.values()].flat();
  }

  /**
   * Brings back the topics that were made, to be called once, before anything else.
   * @param ready called when all of them are open, and what was read is durable; never within this call
   */
  open(ready: () => void): void {
    // Write here (step topics): Whoever was killed may have read what no disk had kept yet.
    throw new Error("Not written yet (step topics)");
  }

  /**
   * Makes a topic.
   * @param done called when the topic is there for good, or was refused: INVALID_TOPIC_EXCEPTION,
   *   TOPIC_ALREADY_EXISTS, INVALID_PARTITIONS
   */
  create(topic: string, partitions: number, done: (error: ErrorCode) => void): void {
    this.#turns.take((next) => {
      const finish = (error: ErrorCode): void => {
        done(error);
        next();
      };
      // Write here (step topics): Judge it. Then: what must be durable before it is there?
      throw new Error("Not written yet (step topics)");
    });
  }

  /**
   * Gives a topic more partitions. What it has stays where it is.
   * @param done called when they are there for good, or were refused: UNKNOWN_TOPIC_OR_PARTITION, INVALID_PARTITIONS
   */
  grow(topic: string, partitions: number, done: (error: ErrorCode) => void): void {
    this.#turns.take((next) => {
      const finish = (error: ErrorCode): void => {
        done(error);
        next();
      };
      // Write here (step topics): As above. Can there be fewer?
      throw new Error("Not written yet (step topics)");
    });
  }

  #hasRoomFor(more: number): boolean {
    return Number.isInteger(more) && this.all().length + more <= MAX_PARTITIONS;
  }

  /** Opens the partitions that aren't yet, one after the other. A topic is there when all of its own are. */
  #openAll(counts: Counts, done: () => void): void {
    for (const [topic, count] of counts) {
      const before = this.#partitions.get(topic) ?? [];
      if (before.length < count) {
        return this.#openTopic(topic, before, count, () => this.#openAll(counts, done));
      }
    }
    done();
  }

  #openTopic(topic: string, opened: readonly Partition[], count: number, done: () => void): void {
    const partition = new Partition(this.#host, topic, opened.length, this.#options);
    partition.onReadable = () => this.onReadable(partition);
    partition.open(() => {
      const all = [...opened, partition];
      if (all.length < count) return this.#openTopic(topic, all, count, done);
      this.#partitions.set(topic, all);
      done();
    });
  }

  // Yours (step topics): Room for helpers of your own.
}
