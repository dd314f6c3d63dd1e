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
    // #region write axes: One queue a group, however many members ask for it.
    let queue = this.#groups.get(name);
    if (queue === undefined) {
      queue = new PullQueue<T>(this.#limits);
      this.#groups.set(name, queue);
    }
    return queue;
    // #endregion
  }

  /** Brings a value to every group. @returns false if a group has no room for it; then none gets it */
  publish(value: T): boolean {
    // #region write axes: All groups or none. A group whose members wait has room.
    const groups = [...this.#groups.values()];
    if (groups.some((queue) => !queue.hasRoom && queue.waitingPulls === 0)) return false;
    for (const queue of groups) queue.offer(value);
    return true;
    // #endregion
  }
}

/**
 * Pushes: calls a member of a group with one value after the other, the next when it is done with the last.
 * @returns by what to stop; a value that the member has already is still its own
 */
export function pushTo<T>(queue: PullQueue<T>, member: (value: T, done: () => void) => void): Waiting {
  // #region write axes: Push is pull by somebody else.
  let stopped = false;
  let waiting: Waiting | undefined;
  const next = (): void => {
    if (stopped) return;
    let over = false;
    waiting = queue.pull((value) =>
      member(value, () => {
        if (!over) {
          over = true;
          next();
        }
      }),
    );
  };
  next();
  return {
    cancel: () => {
      stopped = true;
      waiting?.cancel();
    },
  };
  // #endregion
}
