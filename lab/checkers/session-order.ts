import type { Violation } from "../world/failure";
import type { Operation } from "./history";
import { tell } from "./witness-order";

/**
 * Checks that no session goes back in time: each operation of a client sees at least what the one before it saw, be it
 * its own write or somebody else's. Clients do one operation at a time, or pipeline them in order.
 *
 * @param session names the session of an operation; default: its client
 */
export function checkSessionOrder<I, O>(
  history: readonly Operation<I, O>[],
  session: (operation: Operation<I, O>) => string = ({ client }) => client,
): Violation | undefined {
  const furthest = new Map<string, Operation<I, O>>();
  const done = history.filter(({ status, witness }) => status === "ok" && witness !== undefined);
  for (const operation of [...done].sort((a, b) => a.invoked - b.invoked)) {
    const name = session(operation);
    const before = furthest.get(name);
    if (before && operation.witness! < before.witness!) {
      return {
        facts: [`${tell(before)} came first in session ${name}`, `${tell(operation)} goes back behind it`],
      };
    }
    furthest.set(name, operation);
  }
  return undefined;
}
