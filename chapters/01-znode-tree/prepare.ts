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
  // Write here (step sequential): Ten digits, zeros in front, so that names sort as numbers do.
  throw new Error("Not written yet (step sequential)");
}

function prepareCreate(view: ZnodeView, request: CreateRequest): SingleChange {
  // Write here (step requests): Path, size, parent, name: refuse, or return the change. Sequential znodes come in step 5.
  throw new Error("Not written yet (step requests)");
}

function prepareSetData(view: ZnodeView, request: SetDataRequest): SingleChange {
  // Write here (step requests): Only the version that the client has seen, or any: then the next version.
  throw new Error("Not written yet (step requests)");
}

function prepareDelete(view: ZnodeView, request: DeleteRequest): SingleChange {
  // Write here (step requests): Not the root, not another version, and no znode that still has children.
  throw new Error("Not written yet (step requests)");
}

function prepareCheck(view: ZnodeView, request: CheckRequest): SingleChange {
  // Write here (step requests): The znode is there and has this version, or a refusal.
  throw new Error("Not written yet (step requests)");
}

function prepareMulti(view: ZnodeView, request: MultiRequest): Change {
  // Write here (step multi): Each request sees what those before it will have done. A refusal names its place.
  throw new Error("Not written yet (step multi)");
}

// Yours (step requests): Room for helpers: three of the four functions above ask the same questions.
