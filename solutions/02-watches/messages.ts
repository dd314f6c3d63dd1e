import type { Request, Stat, Zxid } from "#znode-tree/changes";
import type { ErrorName, KeeperError } from "#znode-tree/errors";
import type { LastingKind, WatchedEvent } from "./events";
import type { WireRead, WireReadResult } from "./wire-reads";

/** What passes between a client and its server: plain data. Nothing to write here. */

/** A request with its number: the reply has the same, so that a client may ask again before it is answered. */
export interface ClientMessage {
  xid: number;
  request: ClientRequest;
}

// #region show requests
export type ClientRequest = LeaderRequest | LocalRequest;

/** Answered by the server that is asked, from its own tree. */
export type LocalRequest =
  GetDataRequest | ExistsRequest | GetChildrenRequest | AddWatchRequest | SetWatchesRequest | WireRead;

export interface GetDataRequest {
  type: "getData";
  path: string;
  /** Leave a data watch, if the znode is there. */
  watch?: boolean;
}
export interface ExistsRequest {
  type: "exists";
  path: string;
  /** Leave a data watch, whether the znode is there or not. */
  watch?: boolean;
}
export interface GetChildrenRequest {
  type: "getChildren";
  path: string;
  /** Leave a child watch, if the znode is there. */
  watch?: boolean;
}
/** Leave a watch that stays; the znode needn't be there. */
export interface AddWatchRequest {
  type: "addWatch";
  path: string;
  mode: LastingKind;
}
// #endregion

/** Decided or answered in the one order that the leader gives. In this chapter the server leads itself. */
export type LeaderRequest = Request | SyncRequest;

/** Changes nothing: it is answered when the server has all that the leader had when it got the request. Chapter 9. */
export interface SyncRequest {
  type: "sync";
  path: string;
}

// #region show set-watches
/** Sent on a new connection: the watches that the client had on its old one and that haven't fired. */
export interface SetWatchesRequest {
  type: "setWatches";
  /** The highest zxid of the replies that the client has got: whatever came after it, the client may have missed. */
  relativeZxid: Zxid;
  /** Data watches on znodes that were there. */
  data: string[];
  /** Data watches on znodes that were not there. */
  exists: string[];
  children: string[];
  persistent: string[];
  recursive: string[];
}
// #endregion

// #region show server-messages
export type ServerMessage = Reply | EventMessage;

export interface Reply {
  type: "reply";
  xid: number;
  /** The last transaction that the server had processed when it replied. */
  zxid: Zxid;
  outcome: Result | Refusal;
}
export interface EventMessage {
  type: "event";
  event: WatchedEvent;
}
// #endregion

/** A request that was refused: the fields of a KeeperError as plain data. */
export interface Refusal {
  type: "refused";
  reason: ErrorName;
  detail: string;
  /** In a multi, the place of the request that was refused. */
  failedIndex?: number;
}

/** A request that was done. */
export type Result =
  | { type: "getData"; data: Uint8Array; stat: Stat }
  | { type: "exists"; stat: Stat }
  | { type: "getChildren"; children: readonly string[]; stat: Stat }
  | { type: "addWatch" }
  | { type: "setWatches" }
  | { type: "sync"; path: string }
  | WireReadResult
  | SingleWriteResult
  | { type: "multi"; results: SingleWriteResult[] };

/**
 * A write that was done. The Stat is the znode's after the transaction; in a multi it is what the whole multi left,
 * and it is absent if the same multi deleted the znode again.
 */
export type SingleWriteResult =
  | { type: "create"; path: string; stat?: Stat }
  | { type: "setData"; stat?: Stat }
  | { type: "setAcl"; stat?: Stat }
  | { type: "delete" }
  | { type: "check" };

const LOCAL: ReadonlySet<ClientRequest["type"]> = new Set<LocalRequest["type"]>([
  "getData",
  "exists",
  "getChildren",
  "addWatch",
  "setWatches",
  "multiRead",
  "checkWatches",
  "removeWatches",
  "getEphemerals",
  "getAllChildrenNumber",
  "getAcl",
  "whoAmI",
  "refuse",
]);

/** Whether the server that is asked answers by itself; anything else is a write. */
export function isLocal(request: ClientRequest): request is LocalRequest {
  return LOCAL.has(request.type);
}

/** A refusal as plain data. */
export function refusalFrom(error: KeeperError): Refusal {
  const { reason, detail, failedIndex } = error;
  return { type: "refused", reason, detail, ...(failedIndex === undefined ? {} : { failedIndex }) };
}
