import type { SessionId } from "./changes";

/**
 * Owners that are no session. ZooKeeper has two more kinds of znode, and writes them where an ephemeral znode has its
 * session. Chapter 11 creates them, and takes them away when their time has come. Nothing to write here.
 *
 * @see ZooKeeper source, `EphemeralType`
 */

/** The owner of a container: a znode that goes when the last of its children has gone. Java's `Long.MIN_VALUE`. */
export const CONTAINER: SessionId = 1n << 63n;

/** The upper byte of an owner that is a time to live. No session has it: servers' numbers end at 254. */
const TTL_MARK = 0xffn << 56n;

/** The longest time to live, in ms: it has 40 bits. */
export const MAX_TTL = 2 ** 40 - 1;

/** The owner of a znode that goes when nobody has set its data for so many ms, and it has no children. */
export function ttlOwner(ms: number): SessionId {
  return TTL_MARK | BigInt(ms);
}

/** The time to live that an owner stands for, in ms; undefined if it stands for none. */
export function ttlOf(owner: SessionId): number | undefined {
  return owner >= TTL_MARK ? Number(owner - TTL_MARK) : undefined;
}

/** Whether an owner is a session: the znode is ephemeral. */
export function isSession(owner: SessionId): boolean {
  return owner !== 0n && owner !== CONTAINER && owner < TTL_MARK;
}
