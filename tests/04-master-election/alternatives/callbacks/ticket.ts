import type { Zxid } from "#znode-tree/changes";
import type { Keeper } from "#master-election/keeper";
import { failedBy } from "#master-election/watching";

export interface Ticket {
  path: string;
  name: string;
  token: Zxid;
}

/** The session's id is part of the name, so the name alone says whose it is. */
export async function drawTicket(keeper: Keeper, line: string, who: string): Promise<Ticket> {
  return stubborn(async () => {
    // The first answer tells the session's id.
    const names = await keeper.getChildren(line);
    const prefix = `${who}-${keeper.session.toString(16)}-`;
    const mine = names.find((name) => name.startsWith(prefix));
    const path = mine
      ? `${line}/${mine}`
      : (await keeper.create(`${line}/${prefix}`, new Uint8Array(0), { ephemeral: true, sequential: true }))
          .path;
    const stat = await keeper.exists(path);
    if (stat === undefined) return undefined;
    return { path, name: path.split("/").at(-1)!, token: stat.czxid };
  });
}

export async function returnTicket(keeper: Keeper, ticket: Ticket): Promise<void> {
  await stubborn(async () => {
    if ((await keeper.exists(ticket.path)) !== undefined) {
      await keeper.delete(ticket.path).catch((error: unknown) => {
        if (!failedBy(error, "NoNode")) throw error;
      });
    }
    return true;
  });
}

/** Tries until it gets something. */
async function stubborn<T>(attempt: () => Promise<T | undefined>): Promise<T> {
  let result: T | undefined;
  while (result === undefined) {
    result = await attempt().catch((error: unknown) => {
      if (failedBy(error, "ConnectionLoss")) return undefined;
      throw error;
    });
  }
  return result;
}
