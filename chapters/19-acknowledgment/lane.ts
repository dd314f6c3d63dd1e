import type { ReplicaError } from "#replication/messages";
import { REMEMBERED } from "./producer-states";
import { sequenceAfter } from "./sequence";

/** What a publisher is called, and how often it has begun anew. */
export interface ProducerIdentity {
  id: bigint;
  epoch: number;
}

/** What is to be sent: a batch with its place in the sequence. */
export interface Numbered<T> {
  readonly payload: T;
  readonly records: number;
  readonly epoch: number;
  readonly sequence: number;
}

/** What became of an answer. */
export type Settled = "done" | "again" | "failed";

/** After these the same batch may have success, and it keeps its number. Nobody answered: undefined. */
const RETRIABLE: ReadonlySet<ReplicaError | undefined> = new Set<ReplicaError | undefined>([
  undefined,
  "UNKNOWN_TOPIC_OR_PARTITION",
  "NOT_LEADER_OR_FOLLOWER",
  "NOT_ENOUGH_REPLICAS",
  "NOT_ENOUGH_REPLICAS_AFTER_APPEND",
]);

/** A batch that isn't settled, in the order in which it was given. */
interface Item<T> {
  readonly payload: T;
  readonly records: number;
  numbered: Numbered<T> | undefined;
  isUnderWay: boolean;
  /** Whether nothing was unsettled before it when it was sent last. */
  wasFirst: boolean;
  /** It is written, and something before it isn't settled. */
  isDone: boolean;
}

/**
 * One publisher's way into one partition: whatever gets lost, batches are written once, and in order. It decides only;
 * whoever owns it sends, and tells what came back.
 */
export class Lane<T> {
  #epoch: number;
  #nextSequence = 0;
  #items: Item<T>[] = [];
  /** Whether the broker has written something of this epoch, and so knows what comes next. */
  #isKnown = false;

  /** @param epoch that the publisher begins with */
  constructor(epoch: number) {
    this.#epoch = epoch;
  }

  /** Begins anew when what went before can't be mended. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Batches that nobody knows the fate of yet. */
  get length(): number {
    return this.#items.filter(({ isDone }) => !isDone).length;
  }

  /** @param records how many are in it */
  add(payload: T, records: number): void {
    this.#items.push({
      payload,
      records,
      numbered: undefined,
      isUnderWay: false,
      wasFirst: false,
      isDone: false,
    });
  }

  /** The next batch to send; undefined if there is none, or if it has to wait. It is under way from now on. */
  take(): Numbered<T> | undefined {
    // Write here (step retries): Which one? Which number does it have? How many may be under way?
    throw new Error("Not written yet (step retries)");
  }

  /**
   * What a broker has answered, or that nobody has, and nobody will.
   * @returns `done`: it is written. `again`: it will be sent again. `failed`: it never will be
   */
  settle(batch: Numbered<T>, error: ReplicaError | undefined): Settled {
    const place = this.#items.findIndex(({ numbered }) => numbered === batch);
    // It was settled before, or has got another number since.
    if (place < 0 || this.#items[place]!.isDone) return "again";
    // Write here (step retries): Is it done, does it come again, or is it over? What about those behind it?
    throw new Error("Not written yet (step retries)");
  }

  // Yours (step retries): Room for helpers of your own.
}
