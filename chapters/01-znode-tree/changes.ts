import type { Access, AclEntry, Identity } from "./access";

/** The types that pass between a client, the code that decides and the tree that obeys. Nothing to write here. */

/**
 * A ZooKeeper transaction id: 64 bits, the epoch of a leader in the upper half and a counter in the lower.
 * Every change has its own, and they only grow. A `bigint`, so that no arithmetic can lose the upper half.
 */
export type Zxid = bigint;

/** A client session's id, 64 bits. `0n` is nobody: the owner of every persistent znode. */
export type SessionId = bigint;

/** What is known of a znode besides its data. Times are in ms since 1970. */
export interface Stat {
  /** The change that created the znode. */
  czxid: Zxid;
  /** The change that last set its data (its creation, if none did). */
  mzxid: Zxid;
  /** The change that last created or deleted a child of it (its own creation, if none did). */
  pzxid: Zxid;
  /** When it was created. */
  ctime: number;
  /** When its data was last set. */
  mtime: number;
  /** How often its data was set. */
  version: number;
  /** How often a child of it was created or deleted. */
  cversion: number;
  /** How often its access list was set. */
  aversion: number;
  /** The session that it dies with, or 0n for a persistent znode; two more kinds are in owners.ts. */
  ephemeralOwner: SessionId;
  /** Bytes of data. */
  dataLength: number;
  /** How many children it has now. */
  numChildren: number;
}

/** What a client asks for. It may be refused. */
export type Request = (SingleRequest | MultiRequest) & Asker;
export type SingleRequest = CreateRequest | DeleteRequest | SetDataRequest | CheckRequest | SetAclRequest;

export interface CreateRequest {
  type: "create";
  path: string;
  data: Uint8Array;
  /** Ask the server to end the name with a number of its own. */
  sequential?: boolean;
  /** The session that the znode shall die with; absent for a persistent znode. */
  ephemeralOwner?: SessionId;
  /** Who may do what with it; absent if anybody may do anything. Chapter 11. */
  acl?: readonly AclEntry[];
}
export interface DeleteRequest {
  type: "delete";
  path: string;
  /** The version that the znode must have, or ANY_VERSION. */
  version: number;
  /** Only if it is a container or has a time to live. Chapter 11. */
  passing?: boolean;
}
export interface SetDataRequest {
  type: "setData";
  path: string;
  data: Uint8Array;
  /** The version that the znode must have, or ANY_VERSION. */
  version: number;
}
/** Changes nothing: for a multi that must fail unless a znode still has this version. */
export interface CheckRequest {
  type: "check";
  path: string;
  version: number;
}
/** All of them or none. */
export interface MultiRequest {
  type: "multi";
  requests: SingleRequest[];
}

/** Set a znode's access list. Chapter 11. */
export interface SetAclRequest {
  type: "setAcl";
  path: string;
  acl: readonly AclEntry[];
  /** How often the list must have been set (the Stat's aversion), or ANY_VERSION. */
  version: number;
}

/** Whose request it is. Chapter 11. */
export interface Asker {
  /** As whom they are known; absent if nobody is to be asked who they are. */
  by?: readonly Identity[];
}

/** The version in a request that matches every version of a znode. */
export const ANY_VERSION = -1;

/**
 * What has been decided. It holds the outcome and no conditions, so that whoever applies the same changes in the same
 * order has the same tree, today on one server, in chapter 8 on five.
 */
export type Change = SingleChange | MultiChange;
export type SingleChange = CreateChange | DeleteChange | SetDataChange | CheckChange | SetAclChange;

export interface CreateChange {
  type: "create";
  /** The whole path; for a sequential znode with its number. */
  path: string;
  data: Uint8Array;
  /** 0n for a persistent znode. */
  ephemeralOwner: SessionId;
  /** How many children the parent has been given in all its life, this one included. */
  parentCreates: number;
  /** Absent if anybody may do anything. */
  acl?: readonly AclEntry[];
}
export interface DeleteChange {
  type: "delete";
  path: string;
}
export interface SetDataChange {
  type: "setData";
  path: string;
  data: Uint8Array;
  /** The version that the znode has afterwards. */
  version: number;
}
export interface SetAclChange {
  type: "setAcl";
  path: string;
  acl: readonly AclEntry[];
  /** How often the list was set, this time included. */
  version: number;
}
/** Nothing happens: it keeps the place of its request in a multi. */
export interface CheckChange {
  type: "check";
  path: string;
}
export interface MultiChange {
  type: "multi";
  changes: SingleChange[];
}

/** A change with its place in the order of all changes. */
export interface Transaction {
  zxid: Zxid;
  /** When it was decided, in ms since 1970: the same on every server that applies it. */
  time: number;
  change: Change;
}

/** What a decision needs to know of a znode. */
export interface ZnodeRecord {
  version: number;
  /** How many children it was given in all its life, the deleted ones included. */
  creates: number;
  /** How many children it has. */
  children: number;
  ephemeralOwner: SessionId;
}

/** Something that can be asked about znodes: the tree, or the tree with changes on their way to it. */
export interface ZnodeView {
  /** @returns undefined where there is no such znode */
  record(path: string): ZnodeRecord | undefined;
  /** A znode's access list. */
  access(path: string): Access;
}
