import type { Request } from "#znode-tree/changes";
import { KeeperError } from "#znode-tree/errors";
import { SYSTEM } from "./config";

/**
 * Refuses what a client may not ask for: to change anything of the ensemble's own. Reading and watching it is no change.
 *
 * @throws KeeperError NoAuth; of a multi with the place of the request that is refused
 */
export function refuseSystemChanges(request: Request): void {
  // Write here (step decide): The znode itself and all below it; in a multi as well. Mind the names that only begin alike.
  throw new Error("Not written yet (step decide)");
}
