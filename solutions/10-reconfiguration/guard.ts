import type { Request } from "#znode-tree/changes";
import { KeeperError } from "#znode-tree/errors";
import { SYSTEM } from "./config";

/**
 * Refuses what a client may not ask for: to change anything of the ensemble's own. Reading and watching it is no change.
 *
 * @throws KeeperError NoAuth; of a multi with the place of the request that is refused
 */
export function refuseSystemChanges(request: Request): void {
  // #region write decide: The znode itself and all below it; in a multi as well. Mind the names that only begin alike.
  const singles = request.type === "multi" ? request.requests : [request];
  for (const [index, { type, path }] of singles.entries()) {
    if (type === "check" || (path !== SYSTEM && !path.startsWith(`${SYSTEM}/`))) continue;
    throw new KeeperError("NoAuth", path, request.type === "multi" ? index : undefined);
  }
  // #endregion
}
