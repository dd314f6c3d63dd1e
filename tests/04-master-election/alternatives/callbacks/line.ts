import { KeeperError } from "#znode-tree/errors";
import type { Keeper } from "#master-election/keeper";
import { failedBy } from "#master-election/watching";

export function sequenceOf(ticket: string): number {
  return parseInt(/\d+$/.exec(ticket)![0].slice(-10), 10);
}

export function predecessorOf(tickets: readonly string[], ticket: string): string | undefined {
  const sorted = [...tickets].sort((a, b) => sequenceOf(a) - sequenceOf(b));
  return sorted[sorted.indexOf(ticket) - 1];
}

/** Calls itself again whenever the one in front has gone, and knows who is in front only from the list. */
export function waitForTurn(keeper: Keeper, line: string, ticket: string): Promise<void> {
  return keeper.getChildren(line).then((tickets) => {
    if (tickets.indexOf(ticket) < 0) throw new KeeperError("NoNode", `${line}/${ticket}`);
    const ahead = predecessorOf(tickets, ticket);
    return ahead === undefined
      ? undefined
      : gone(keeper, `${line}/${ahead}`).then(() => waitForTurn(keeper, line, ticket));
  });
}

function gone(keeper: Keeper, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    keeper
      .getData(path, () => resolve())
      .catch((error: unknown) => {
        if (failedBy(error, "NoNode")) resolve();
        else reject(error instanceof Error ? error : new Error(String(error)));
      });
  });
}
