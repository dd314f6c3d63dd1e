import { PullQueue, type QueueLimits, type Waiting } from "./pull-queue";

/**
 * One way to say who gets a value: every group gets each, and in a group one member gets it. Many groups of one member
 * are publish and subscribe, one group of many members is point to point. How it gets there is another matter: the
 * members pull, or are pushed.
 */
export class Topic<T> {
  readonly #limits: QueueLimits;
  readonly #groups = new Map<string, PullQueue<T>>();

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  /** The queue of a group, from which its members pull. The group gets what is published from its first use on. */
  group(name: string): PullQueue<T> {
    // Write here (step axes): One queue a group, however many members ask for it.
    throw new Error("Not written yet (step axes)");
  }

  /** Brings a value to every group. @returns false if a group has no room for it; then none gets it */
  publish(value: T): boolean {
    // Write here (step axes): All groups or none. A group whose members wait has room.
    throw new Error("Not written yet (step axes)");
  }
}

/**
 * Pushes: calls a member of a group with one value after the other, the next when it is done with the last.
 * @returns by what to stop; a value that the member has already is still its own
 */
export function pushTo<T>(queue: PullQueue<T>, member: (value: T, done: () => void) => void): Waiting {
  // Write here (step axes): Push is pull by somebody else.
  throw new Error("Not written yet (step axes)");
}
