import type { Zxid } from "#znode-tree/changes";
import type { Keeper } from "#master-election/keeper";
import { waitForTurn } from "#master-election/line";
import { drawTicket, returnTicket } from "#master-election/ticket";
import { failedBy } from "#master-election/watching";

type Ending<T> = { result: T } | { error: unknown };

/** Keeps how the work ended, gives the ticket back, and then tells. */
export async function withLock<T>(
  keeper: Keeper,
  line: string,
  who: string,
  work: (token: Zxid) => Promise<T>,
): Promise<T> {
  const ticket = await drawTicket(keeper, line, who);
  const turn = (): Promise<void> =>
    waitForTurn(keeper, line, ticket.name).catch((error: unknown) => {
      if (failedBy(error, "ConnectionLoss")) return turn();
      throw error;
    });
  const ending: Ending<T> = await turn()
    .then(() => work(ticket.token))
    .then(
      (result) => ({ result }),
      (error: unknown) => ({ error }),
    );
  await returnTicket(keeper, ticket);
  if ("error" in ending) throw ending.error;
  return ending.result;
}
