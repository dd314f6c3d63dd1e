import type { Random } from "#lab/host";
import type { SessionId } from "#znode-tree/changes";
import { PASSWORD_BYTES } from "./changes";

/** The shortest timeout that a server grants, in ticks. Source: ZooKeeper Administrator's Guide, minSessionTimeout. */
export const MIN_TIMEOUT_TICKS = 2;
/** The longest timeout that a server grants, in ticks. Source: ZooKeeper Administrator's Guide, maxSessionTimeout. */
export const MAX_TIMEOUT_TICKS = 20;

/** The largest number that a server may have, from 1. Source: ZooKeeper Administrator's Guide, myid. */
export const MAX_SERVER_NUMBER = 254;

/**
 * The timeout that a session gets: what its client asks for, or the nearest that the server allows.
 *
 * @param asked in ms
 * @param tick the server's unit of time, in ms
 */
export function negotiateTimeout(asked: number, tick: number): number {
  // Write here (step open): No shorter than the shortest, no longer than the longest.
  throw new Error("Not written yet (step open)");
}

/** A new session's password: bytes that nobody can guess. */
export function newPassword(random: Random): Uint8Array {
  // Write here (step open): The Host's randomness can give them.
  throw new Error("Not written yet (step open)");
}

/**
 * The session ids that one server gives out. No two servers ever give the same, and neither does one server before and
 * after a restart, for which it needs to keep nothing on disk.
 *
 * An id has 64 bits. From the top: 8 bits with the server's number; 40 bits with the time at which the server started,
 * in ms (of a larger number the lowest 40 bits); 16 bits that start at 0. Each id is the one before it plus 1.
 *
 * @see ZooKeeper source, `SessionTrackerImpl.initializeNextSessionId`
 */
export class SessionIds {
  // Yours (step open): Your fields.

  /**
   * @param server the server's number, from 1 to {@link MAX_SERVER_NUMBER}
   * @param now when it starts, in ms
   * @throws RangeError for another number
   */
  constructor(server: number, now: number) {
    // Write here (step open): The first id. Which kind of number can hold it, and what if the time has more than 40 bits?
    throw new Error("Not written yet (step open)");
  }

  /** An id that no session had before. */
  next(): SessionId {
    // Write here (step open): This one, and the next time the one after it.
    throw new Error("Not written yet (step open)");
  }
}
