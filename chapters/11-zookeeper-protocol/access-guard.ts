import { isPassing } from "#sessions/passing";
import type { LocalRequest } from "#watches/messages";
import type { Identity } from "#znode-tree/access";
import type { Request, SingleRequest, ZnodeView } from "#znode-tree/changes";
import { KeeperError } from "#znode-tree/errors";
import { parentOf, validatePath } from "#znode-tree/paths";
import { PendingChanges } from "#znode-tree/pending";
import { prepare, sequentialPath } from "#znode-tree/prepare";
import { Permission, permits } from "./access-rules";

/** What each kind of write needs. To create and to delete a child is a matter of its parent's list. */
const TO_WRITE: Record<SingleRequest["type"], number> = {
  create: Permission.create,
  delete: Permission.delete,
  setData: Permission.write,
  check: Permission.read,
  setAcl: Permission.admin,
};

/** What each kind of read needs, if it needs anything. Whether a znode is there is no secret. */
const TO_READ: Partial<Record<LocalRequest["type"], number>> = {
  getData: Permission.read,
  getChildren: Permission.read,
  getAllChildrenNumber: Permission.read,
  getAcl: Permission.read | Permission.admin,
};

/**
 * Refuses a write that the access lists don't permit. In a multi each request is measured by the lists as those before
 * it will have left them.
 *
 * @param view the znodes as they will be when the request's turn has come
 * @throws KeeperError NoAuth, or what the request is refused for in any case; of a multi with the place of the request
 *   that is refused
 */
export function refuseWithoutPermission(request: Request, view: ZnodeView): void {
  refuseUnlessPassing(request, view);
  const { by } = request;
  if (by === undefined) return;
  // Write here (step acls): A multi's requests one by one, and each sees what those before it will have done.
  throw new Error("Not written yet (step acls)");
}

/** @throws KeeperError BadVersion for a znode that doesn't go by itself, if only such a one is to be deleted */
function refuseUnlessPassing(request: Request, view: ZnodeView): void {
  if (request.type !== "delete" || request.passing !== true) return;
  const owner = view.record(request.path)?.ephemeralOwner;
  if (owner !== undefined && !isPassing(owner)) throw new KeeperError("BadVersion", request.path);
}

/**
 * Refuses a read that the access list doesn't permit. A multiRead's parts come one by one.
 *
 * @param view the znodes as this server has them
 * @throws KeeperError NoAuth
 */
export function refuseReadWithoutPermission(
  request: LocalRequest,
  view: ZnodeView,
  by: readonly Identity[],
): void {
  // Write here (step acls): Does it need anything? Then what is there must permit it.
  throw new Error("Not written yet (step acls)");
}

// Yours (step acls): Room for helpers of your own.
