import {
  ANY_VERSION,
  type Change,
  type CheckRequest,
  type CreateRequest,
  type DeleteRequest,
  type MultiRequest,
  type Request,
  type SetAclRequest,
  type SetDataRequest,
  type SingleChange,
  type SingleRequest,
  type ZnodeRecord,
  type ZnodeView,
} from "./changes";
import { KeeperError } from "./errors";
import { isSession } from "./owners";
import { parentOf, validatePath } from "./paths";
import { PendingChanges } from "./pending";

/** The most data that one znode may hold, in bytes: the default of ZooKeeper's `jute.maxbuffer`. */
export const MAX_DATA_BYTES = 0xfffff;

/**
 * Decides what a request does: the change, or a refusal. It asks the view and changes nothing.
 *
 * @throws KeeperError BadArguments for a path that isn't one, too much data, or what may not be done to the root;
 * NoNode, NodeExists, NotEmpty, BadVersion or NoChildrenForEphemerals for what the view doesn't allow
 */
export function prepare(view: ZnodeView, request: Request): Change {
  return request.type === "multi" ? prepareMulti(view, request) : prepareSingle(view, request);
}

function prepareSingle(view: ZnodeView, request: SingleRequest): SingleChange {
  switch (request.type) {
    case "create":
      return withAcl(prepareCreate(view, request), request);
    case "setData":
      return prepareSetData(view, request);
    case "delete":
      return prepareDelete(view, request);
    case "check":
      return prepareCheck(view, request);
    case "setAcl":
      return prepareSetAcl(view, request);
  }
}

/** A new znode has the access list that was asked for. */
function withAcl(change: SingleChange, { acl }: CreateRequest): SingleChange {
  return change.type === "create" && acl !== undefined ? { ...change, acl } : change;
}

function prepareSetAcl(view: ZnodeView, { path, acl, version }: SetAclRequest): SingleChange {
  validatePath(path);
  if (view.record(path) === undefined) throw new KeeperError("NoNode", path);
  const { version: current } = view.access(path);
  if (version !== ANY_VERSION && version !== current) {
    throw new KeeperError("BadVersion", `${path} has had ${current} new access lists, not ${version}`);
  }
  return { type: "setAcl", path, acl, version: current + 1 };
}

/**
 * Ends a path with a number of ten digits: `/queue/job-` with 7 is `/queue/job-0000000007`. The number that a new
 * sequential znode gets is how many children its parent was given before it, in all its life.
 */
export function sequentialPath(prefix: string, sequence: number): string {
  // #region write sequential: Ten digits, zeros in front, so that names sort as numbers do.
  return prefix + String(sequence).padStart(10, "0");
  // #endregion
}

function prepareCreate(view: ZnodeView, request: CreateRequest): SingleChange {
  // #region write requests: Path, size, parent, name: refuse, or return the change. Sequential znodes come in step 5.
  const sequential = request.sequential ?? false;
  // The prefix of a sequential znode may end in a slash: its name is then the number alone.
  validatePath(sequential ? sequentialPath(request.path, 0) : request.path);
  refuseLargeData(request.path, request.data);
  if (!sequential && request.path === "/") throw new KeeperError("NodeExists", "/");

  const parentPath = parentOf(request.path);
  const parent = find(view, parentPath);
  if (isSession(parent.ephemeralOwner)) throw new KeeperError("NoChildrenForEphemerals", parentPath);

  const path = sequential ? sequentialPath(request.path, parent.creates) : request.path;
  if (view.record(path) !== undefined) throw new KeeperError("NodeExists", path);
  return {
    type: "create",
    path,
    data: request.data.slice(),
    ephemeralOwner: request.ephemeralOwner ?? 0n,
    parentCreates: parent.creates + 1,
  };
  // #endregion
}

function prepareSetData(view: ZnodeView, request: SetDataRequest): SingleChange {
  // #region write requests: Only the version that the client has seen, or any: then the next version.
  validatePath(request.path);
  refuseLargeData(request.path, request.data);
  const znode = find(view, request.path);
  refuseOtherVersion(request.path, znode, request.version);
  return {
    type: "setData",
    path: request.path,
    data: request.data.slice(),
    version: znode.version + 1,
  };
  // #endregion
}

function prepareDelete(view: ZnodeView, request: DeleteRequest): SingleChange {
  // #region write requests: Not the root, not another version, and no znode that still has children.
  validatePath(request.path);
  if (request.path === "/") throw new KeeperError("BadArguments", "the root cannot be deleted");
  const znode = find(view, request.path);
  refuseOtherVersion(request.path, znode, request.version);
  if (znode.children > 0) throw new KeeperError("NotEmpty", request.path);
  return { type: "delete", path: request.path };
  // #endregion
}

function prepareCheck(view: ZnodeView, request: CheckRequest): SingleChange {
  // #region write requests: The znode is there and has this version, or a refusal.
  validatePath(request.path);
  refuseOtherVersion(request.path, find(view, request.path), request.version);
  return { type: "check", path: request.path };
  // #endregion
}

function prepareMulti(view: ZnodeView, request: MultiRequest): Change {
  // #region write multi: Each request sees what those before it will have done. A refusal names its place.
  const pending = new PendingChanges(view);
  const changes = request.requests.map((single, index) => {
    try {
      const change = prepareSingle(pending, single);
      pending.add(change);
      return change;
    } catch (error) {
      if (error instanceof KeeperError) throw new KeeperError(error.reason, error.detail, index);
      throw error;
    }
  });
  return { type: "multi", changes };
  // #endregion
}

// #region own requests: Room for helpers: three of the four functions above ask the same questions.
function find(view: ZnodeView, path: string): ZnodeRecord {
  const znode = view.record(path);
  if (znode === undefined) throw new KeeperError("NoNode", path);
  return znode;
}

function refuseOtherVersion(path: string, znode: ZnodeRecord, expected: number): void {
  if (expected === ANY_VERSION || expected === znode.version) return;
  throw new KeeperError("BadVersion", `${path} has version ${znode.version}, not ${expected}`);
}

function refuseLargeData(path: string, data: Uint8Array): void {
  if (data.length <= MAX_DATA_BYTES) return;
  throw new KeeperError("BadArguments", `${path}: ${data.length} bytes of data, at most ${MAX_DATA_BYTES}`);
}
// #endregion
