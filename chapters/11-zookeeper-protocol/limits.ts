/** What clients may cost. */
export interface Limits {
  /** How many of them from one address. Source: ZooKeeper's `maxClientCnxns`. */
  clientsPerAddress: number;
  /** How many requests of one client may wait for their answers. */
  unanswered: number;
  /** How many bytes of answers may wait for one client to read them. One batch more may be on its way. */
  unread: number;
  /**
   * How long, in ms, a client may take to ask for a session; and how long one that is to be hung up on may take to read
   * what waits. Source: ZooKeeper's `zookeeper.nio.sessionlessCnxnTimeout`.
   */
  patience: number;
}

export const LIMITS: Limits = {
  clientsPerAddress: 60,
  unanswered: 1_000,
  unread: 1024 * 1024,
  patience: 10_000,
};

/** Counts clients by where they come from. */
export class Doorkeeper {
  readonly #most: number;
  // Yours (step limits): Your fields.

  /** @param most how many there may be from one address */
  constructor(most: number) {
    this.#most = most;
  }

  /** Somebody wants to come in. @returns whether there is room; they count until they have left */
  admits(address: string): boolean {
    // Write here (step limits): Whoever is sent away isn't counted.
    throw new Error("Not written yet (step limits)");
  }

  /** Somebody who was let in has left. */
  left(address: string): void {
    // Write here (step limits): Whoever was the last of an address leaves nothing behind, not even a zero.
    throw new Error("Not written yet (step limits)");
  }

  /** From how many addresses there is somebody. */
  get addresses(): number {
    // Write here (step limits): Those that are counted.
    throw new Error("Not written yet (step limits)");
  }
}

/** The address of a peer like `127.0.0.1:52011` or `::1:52011`: without the port, which is a new one each time. */
export function addressOf(peer: string): string {
  // Write here (step limits): What stands before the last colon. There may be none.
  throw new Error("Not written yet (step limits)");
}
