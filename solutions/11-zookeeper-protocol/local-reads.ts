import type { Database } from "#sessions/database";
import type { ClientConnection } from "#watches/connection";
import type { WatchKind } from "#watches/events";
import { type LocalRequest, refusalFrom, type Result } from "#watches/messages";
import type { WatchTable } from "#watches/watch-table";
import type { ReadOutcome, WatchesRequest } from "#watches/wire-reads";
import type { Identity } from "#znode-tree/access";
import type { SessionId } from "#znode-tree/changes";
import { KeeperError } from "#znode-tree/errors";
import type { ZnodeTree } from "#znode-tree/znode-tree";
import { shownTo } from "./access-rules";
import { nameOf } from "./identity";
import { addressOf } from "./limits";

/** What is asked, by whom, and of what. */
export interface Asking {
  connection: ClientConnection;
  session: SessionId;
  database: Database;
  watches: WatchTable<ClientConnection>;
  /** Where the client is. */
  peer: string;
  /** Whom it has proved to be. */
  identities: readonly Identity[];
  /** As whom it is known; undefined where nobody looks at access lists. */
  by: readonly Identity[] | undefined;
  /** Answers what the chapters before know. @throws KeeperError */
  read: (request: LocalRequest) => Result;
}

/**
 * Answers what only clients of the wire ask.
 *
 * @returns undefined for what the chapters before answer
 * @throws KeeperError NoNode; NoWatcher if there is no such watch
 */
export function readLocally(request: LocalRequest, asking: Asking): Result | undefined {
  switch (request.type) {
    case "multiRead": {
      // #region write requests: Each by itself: that one is refused says nothing of the others.
      return { type: "multiRead", results: request.requests.map((each) => outcomeOf(each, asking)) };
      // #endregion
    }
    case "getEphemerals": {
      // #region write requests: The database knows whose they are.
      const all = asking.database.ephemerals.of(asking.session);
      return { type: "getEphemerals", paths: all.filter((path) => path.startsWith(request.prefix)) };
      // #endregion
    }
    case "getAllChildrenNumber": {
      // #region write requests: See `countBelow`.
      return { type: "getAllChildrenNumber", number: countBelow(asking.database.tree, request.path) };
      // #endregion
    }
    case "getAcl": {
      const found = listOf(asking.database.tree, request.path);
      return asking.by === undefined ? found : { ...found, entries: shownTo(found.entries, asking.by) };
    }
    case "refuse":
      throw new KeeperError(request.reason, request.detail, request.failedIndex);
    case "checkWatches":
    case "removeWatches": {
      // #region write watches: Take them out. Whoever only wanted to know gets them back.
      const { connection, watches } = asking;
      const found = kindsOf(request.of).filter((kind) => watches.remove(connection, kind, request.path));
      if (found.length === 0) throw new KeeperError("NoWatcher", request.path);
      if (request.type === "checkWatches") {
        for (const kind of found) watches.add(connection, kind, request.path);
      }
      return { type: request.type };
      // #endregion
    }
    case "whoAmI": {
      // #region write words: Everybody comes from somewhere: that is the scheme `ip`. Then the names.
      const { peer, identities } = asking;
      const names = identities.map((identity) => ({ scheme: identity.scheme, id: nameOf(identity) }));
      return { type: "whoAmI", identities: [{ scheme: "ip", id: addressOf(peer) }, ...names] };
      // #endregion
    }
    case "getData":
    case "exists":
    case "getChildren":
    case "addWatch":
    case "setWatches":
      return undefined;
  }
}

/** A znode's access list, and its Stat. @throws KeeperError NoNode */
function listOf(tree: ZnodeTree, path: string): Extract<Result, { type: "getAcl" }> {
  // #region write requests: The tree has its list. But is it there?
  const stat = tree.exists(path);
  if (stat === undefined) throw new KeeperError("NoNode", path);
  return { type: "getAcl", entries: tree.access(path).acl, stat };
  // #endregion
}

/** How many znodes there are below a path, at any depth. @throws KeeperError NoNode */
export function countBelow(tree: ZnodeTree, path: string): number {
  // #region write requests: Of this znode, of its children, and so on; it itself isn't counted.
  let count = 0;
  const ahead = [path];
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    const children = tree.getChildren(next);
    count += children.length;
    for (const child of children) ahead.push(next === "/" ? `/${child}` : `${next}/${child}`);
  }
  return count;
  // #endregion
}

// #region own requests: Room for helpers of your own.
function outcomeOf(request: LocalRequest, { read }: Asking): ReadOutcome {
  try {
    return read(request) as ReadOutcome;
  } catch (error) {
    if (error instanceof KeeperError) return refusalFrom(error);
    throw error;
  }
}
// #endregion

// #region own watches: Room for helpers of your own.
function kindsOf(which: WatchesRequest["of"]): WatchKind[] {
  return which === "any" ? ["data", "children", "persistent", "recursive"] : [which];
}
// #endregion
