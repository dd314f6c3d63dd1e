import type { Zxid } from "#znode-tree/changes";
import type { Keeper } from "./keeper";
import { waitForTurn } from "./line";
import { drawTicket, returnTicket } from "./ticket";
import { failedBy } from "./watching";

/**
 * Does some work while nobody else who asks for the same lock does. Whoever asks first comes first.
 *
 * The lock is as sure as the session: a holder that stood still for longer than its timeout has lost it and doesn't
 * know. So what the work changes must look at the token.
 *
 * @param line the path below which the waiting stand; it must be there
 * @param who unique among those who ask with this session
 * @param work gets the token of this lock: higher than those of all holders before
 * @returns what the work returns, once the lock is free again; fails as the work fails
 * @throws KeeperError SessionExpired if the session is over: the work was not begun, or it may have been without the lock
 */
export async function withLock<T>(
  keeper: Keeper,
  line: string,
  who: string,
  work: (token: Zxid) => Promise<T>,
): Promise<T> {
  // Write here (step lock): Draw, wait, work, give back: whatever happens, the ticket doesn't stay in the line.
  throw new Error("Not written yet (step lock)");
}

// Yours (step lock): Room for helpers of your own.
