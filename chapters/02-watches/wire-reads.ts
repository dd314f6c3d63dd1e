import type { AclEntry, Identity } from "#znode-tree/access";
import type { Stat } from "#znode-tree/changes";
import type { ErrorName } from "#znode-tree/errors";
import type { GetChildrenRequest, GetDataRequest, Refusal } from "./messages";

/**
 * What real clients also ask of the server that they are connected to. Chapter 11 answers it; until then nobody asks.
 * Nothing to write here.
 */
export type WireRead =
  | MultiReadRequest
  | WatchesRequest
  | GetEphemeralsRequest
  | GetAllChildrenNumberRequest
  | GetAclRequest
  | WhoAmIRequest
  | RefuseRequest;

/** Several reads at once, each of which may fail by itself. */
export interface MultiReadRequest {
  type: "multiRead";
  requests: (GetDataRequest | GetChildrenRequest)[];
}
/** Whether the client has such a watch here, and with `removeWatches` to have it no longer. */
export interface WatchesRequest {
  type: "checkWatches" | "removeWatches";
  path: string;
  /** Watches on the znode itself, on its children, or whichever there are. */
  of: "data" | "children" | "any";
}
/** The client's own ephemeral znodes below a path. */
export interface GetEphemeralsRequest {
  type: "getEphemerals";
  prefix: string;
}
/** How many znodes there are below a path, at any depth. */
export interface GetAllChildrenNumberRequest {
  type: "getAllChildrenNumber";
  path: string;
}
/** Who may do what with a znode. */
export interface GetAclRequest {
  type: "getAcl";
  path: string;
}
/** As whom the server knows the client. */
export interface WhoAmIRequest {
  type: "whoAmI";
}

/** What nobody can do here. It is refused when its turn comes, as anything else is answered in turn. */
export interface RefuseRequest {
  type: "refuse";
  reason: ErrorName;
  detail: string;
  /** In a multi, the place of the part that can't be done. */
  failedIndex?: number;
}

export type WireReadResult =
  | { type: "multiRead"; results: ReadOutcome[] }
  | { type: "checkWatches" | "removeWatches" }
  | { type: "getEphemerals"; paths: string[] }
  | { type: "getAllChildrenNumber"; number: number }
  | { type: "getAcl"; entries: readonly AclEntry[]; stat: Stat }
  | { type: "whoAmI"; identities: readonly Identity[] };

/** One part of a multiRead. */
export type ReadOutcome =
  | { type: "getData"; data: Uint8Array; stat: Stat }
  | { type: "getChildren"; children: readonly string[]; stat: Stat }
  | Refusal;
