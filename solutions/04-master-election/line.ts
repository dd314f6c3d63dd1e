import type { Keeper } from "./keeper";
import { watchZnode } from "./watching";
import { KeeperError } from "#znode-tree/errors";

/** Digits of the number with which the server ends the name of a sequential znode. */
const DIGITS = 10;

/** The place of a ticket in its line, from its name: `DB2-0000000017` has the 17th. */
export function sequenceOf(ticket: string): number {
  // #region write line: The name may have anything in front.
  return Number(ticket.slice(-DIGITS));
  // #endregion
}

/**
 * Who stands right in front of a ticket.
 *
 * @param tickets all that are in the line, in any order
 * @returns undefined if nobody does: it is first
 */
export function predecessorOf(tickets: readonly string[], ticket: string): string | undefined {
  // #region write line: Of those with a lower number the one with the highest.
  let ahead: string | undefined;
  for (const each of tickets) {
    if (sequenceOf(each) >= sequenceOf(ticket)) continue;
    if (ahead === undefined || sequenceOf(each) > sequenceOf(ahead)) ahead = each;
  }
  return ahead;
  // #endregion
}

/**
 * Waits until a ticket is the first of its line. It wakes when the one right in front of it leaves, and for nobody
 * else.
 *
 * @param line the path below which the tickets are
 * @param ticket the ticket's name
 * @throws KeeperError NoNode if the ticket isn't in the line; SessionExpired; ConnectionLoss, after which it may be
 *   called again
 */
export async function waitForTurn(keeper: Keeper, line: string, ticket: string): Promise<void> {
  // #region write line: Look who is there; first? Else watch the one in front. And when it has left, who is first?
  for (;;) {
    const tickets = await keeper.getChildren(line);
    if (!tickets.includes(ticket)) throw new KeeperError("NoNode", `${line}/${ticket}`);
    const ahead = predecessorOf(tickets, ticket);
    if (ahead === undefined) return;
    const { stat, changed } = await watchZnode(keeper, `${line}/${ahead}`);
    // It may have left before it could be watched.
    if (stat !== undefined) await changed;
  }
  // #endregion
}
