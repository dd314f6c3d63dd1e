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
  // #region write topics: Which names would be another folder's?
  return /^[a-zA-Z0-9._-]+$/.test(name) && name.length <= MAX_NAME && name !== "." && name !== "..";
  // #endregion
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
    // #region write topics: Whoever was killed may have read what no disk had kept yet.
    flushFolder(this.#host, "", () => this.#openAll(this.#file.read(), ready));
    // #endregion
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
      // #region write topics: Judge it. Then: what must be durable before it is there?
      if (!isTopicName(topic)) return finish("INVALID_TOPIC_EXCEPTION");
      if (this.partitionsOf(topic) > 0) return finish("TOPIC_ALREADY_EXISTS");
      if (partitions < 1 || !this.#hasRoomFor(partitions)) return finish("INVALID_PARTITIONS");
      this.#establish(topic, partitions, finish);
      // #endregion
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
      // #region write topics: As above. Can there be fewer?
      const before = this.partitionsOf(topic);
      if (before === 0) return finish("UNKNOWN_TOPIC_OR_PARTITION");
      if (partitions <= before || !this.#hasRoomFor(partitions - before)) return finish("INVALID_PARTITIONS");
      this.#establish(topic, partitions, finish);
      // #endregion
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

  // #region own topics: Room for helpers of your own.
  #establish(topic: string, partitions: number, finish: (error: ErrorCode) => void): void {
    const counts = new Map([...this.#partitions].map(([name, { length }]) => [name, length]));
    counts.set(topic, partitions);
    this.#file.keep(counts, () => this.#openAll(counts, () => finish("NONE")));
  }
  // #endregion
}
