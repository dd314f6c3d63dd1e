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
  // #region write ticket: Create it. If the reply is lost: is it there, and is it yours? If it isn't, try again.
  for (;;) {
    try {
      const drawn = await findTicket(keeper, line, who);
      if (drawn !== undefined) return drawn;
      const { path, stat } = await keeper.create(`${line}/${who}-`, new Uint8Array(0), {
        ephemeral: true,
        sequential: true,
      });
      return ticketOf(path, stat);
    } catch (error) {
      if (!failedBy(error, "ConnectionLoss")) throw error;
    }
  }
  // #endregion
}

/** Gives a ticket back: it is in the line no longer. It does no harm if it wasn't. @throws KeeperError SessionExpired */
export async function returnTicket(keeper: Keeper, { path }: Ticket): Promise<void> {
  // #region write ticket: Here too a reply may be lost. What does NoNode say?
  for (;;) {
    try {
      return await keeper.delete(path);
    } catch (error) {
      if (failedBy(error, "NoNode")) return;
      if (!failedBy(error, "ConnectionLoss")) throw error;
    }
  }
  // #endregion
}

// #region own ticket: Room for helpers of your own.
async function findTicket(keeper: Keeper, line: string, who: string): Promise<Ticket | undefined> {
  for (const name of await keeper.getChildren(line)) {
    if (name.replace(/-\d{10}$/, "") !== who) continue;
    const path = `${line}/${name}`;
    const stat = await keeper.exists(path);
    if (stat?.ephemeralOwner === keeper.session) return ticketOf(path, stat);
  }
  return undefined;
}

function ticketOf(path: string, { czxid }: Stat): Ticket {
  return { path, name: path.slice(path.lastIndexOf("/") + 1), token: czxid };
}
// #endregion
