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
  // #region write lock: Draw, wait, work, give back: whatever happens, the ticket doesn't stay in the line.
  const ticket = await drawTicket(keeper, line, who);
  try {
    await waitPatiently(() => waitForTurn(keeper, line, ticket.name));
    return await work(ticket.token);
  } finally {
    await returnTicket(keeper, ticket);
  }
  // #endregion
}

// #region own lock: Room for helpers of your own.
/** A lost connection costs nobody his place. */
async function waitPatiently(wait: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await wait();
    } catch (error) {
      if (!failedBy(error, "ConnectionLoss")) throw error;
    }
  }
}
// #endregion
