import type { Stat, Zxid } from "#znode-tree/changes";
import type { Keeper } from "./keeper";
import { failedBy } from "./watching";

/** A place in a line: an ephemeral sequential znode. */
export interface Ticket {
  path: string;
  /** The last part of the path. */
  name: string;
  /** The ticket's czxid: later tickets have higher ones. */
  token: Zxid;
}

/**
 * Draws a ticket, exactly one, whatever happens to the connection. A ticket that this session has in the line by this
 * name already is taken for the one that was asked for.
 *
 * @param line the path below which the tickets are
 * @param who unique among those who draw with this session: the ticket's name begins with it and a `-`. Other
 *   sessions may use it too: another life of the same server does
 * @throws KeeperError SessionExpired; NoNode if there is no such line
 */
export async function drawTicket(keeper: Keeper, line: string, who: string): Promise<Ticket> {
  // Write here (step ticket): Create it. If the reply is lost: is it there, and is it yours? If it isn't, try again.
  throw new Error("Not written yet (step ticket)");
}

/** Gives a ticket back: it is in the line no longer. It does no harm if it wasn't. @throws KeeperError SessionExpired */
export async function returnTicket(keeper: Keeper, { path }: Ticket): Promise<void> {
  // Write here (step ticket): Here too a reply may be lost. What does NoNode say?
  throw new Error("Not written yet (step ticket)");
}

// Yours (step ticket): Room for helpers of your own.
