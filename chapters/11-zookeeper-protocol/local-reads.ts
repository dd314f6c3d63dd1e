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
      // Write here (step requests): Each by itself: that one is refused says nothing of the others.
      throw new Error("Not written yet (step requests)");
    }
    case "getEphemerals": {
      // Write here (step requests): The database knows whose they are.
      throw new Error("Not written yet (step requests)");
    }
    case "getAllChildrenNumber": {
      // Write here (step requests): See `countBelow`.
      throw new Error("Not written yet (step requests)");
    }
    case "getAcl": {
      const found = listOf(asking.database.tree, request.path);
      return asking.by === undefined ? found : { ...found, entries: shownTo(found.entries, asking.by) };
    }
    case "refuse":
      throw new KeeperError(request.reason, request.detail, request.failedIndex);
    case "checkWatches":
    case "removeWatches": {
      // Write here (step watches): Take them out. Whoever only wanted to know gets them back.
      throw new Error("Not written yet (step watches)");
    }
    case "whoAmI": {
      // Write here (step words): Everybody comes from somewhere: that is the scheme `ip`. Then the names.
      throw new Error("Not written yet (step words)");
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
  // Write here (step requests): The tree has its list. But is it there?
  throw new Error("Not written yet (step requests)");
}

/** How many znodes there are below a path, at any depth. @throws KeeperError NoNode */
export function countBelow(tree: ZnodeTree, path: string): number {
  // Write here (step requests): Of this znode, of its children, and so on; it itself isn't counted.
  throw new Error("Not written yet (step requests)");
}

// Yours (step requests): Room for helpers of your own.

// Yours (step watches): Room for helpers of your own.
