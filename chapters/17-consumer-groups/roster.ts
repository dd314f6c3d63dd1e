import type { Timer } from "#lab/host";
import type { MemberId } from "./assignor";
import type { GroupReply, JoinRequest, Protocol } from "./messages";

/** Tells one asker, once. */
export type Tell = (reply: GroupReply) => void;

/** A member as its group knows it. */
export interface Seat {
  readonly id: MemberId;
  readonly instance: string | undefined;
  sessionTimeout: number;
  rebalanceTimeout: number;
  protocols: readonly Protocol[];
  assignment: Uint8Array;
  /** It has come, and waits for the answer to its join. */
  joining: Tell | undefined;
  /** It waits for its part, the answer to its sync. */
  syncing: Tell | undefined;
  /** Runs while it is expected to say something. */
  session: Timer | undefined;
}

const NOTHING = new Uint8Array(0);

/** Who sits in a group, by both of the names that a member may have. Nothing to write here. */
export class Roster {
  readonly #seats = new Map<MemberId, Seat>();
  readonly #instances = new Map<string, Seat>();

  get size(): number {
    return this.#seats.size;
  }

  /** In the order in which they came. */
  get all(): Seat[] {
    return [...this.#seats.values()];
  }

  /** What the slowest of them is given to come, in ms. */
  get longestTimeout(): number {
    return Math.max(0, ...this.all.map(({ rebalanceTimeout }) => rebalanceTimeout));
  }

  get(id: MemberId): Seat | undefined {
    return this.#seats.get(id);
  }

  /** Who sits there under a lasting name; nobody's is empty. */
  ofInstance(instance: string): Seat | undefined {
    return this.#instances.get(instance);
  }

  add(id: MemberId, { instance, sessionTimeout, rebalanceTimeout, protocols }: JoinRequest): Seat {
    const seat: Seat = {
      id,
      instance,
      sessionTimeout,
      rebalanceTimeout,
      protocols,
      assignment: NOTHING,
      joining: undefined,
      syncing: undefined,
      session: undefined,
    };
    this.#seats.set(id, seat);
    if (instance !== undefined && instance !== "") this.#instances.set(instance, seat);
    return seat;
  }

  remove({ id, instance, session }: Seat): void {
    session?.cancel();
    this.#seats.delete(id);
    if (instance !== undefined && this.#instances.get(instance)?.id === id) this.#instances.delete(instance);
  }
}
