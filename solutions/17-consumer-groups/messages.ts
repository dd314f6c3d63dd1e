import type { MemberId } from "./assignor";

/**
 * What passes between the members of a group and its coordinator: plain data, by the names of Kafka's protocol. Each
 * request has a number, and its reply has the same. Nothing to write here.
 */
export type ToCoordinator = { request: number } & (
  JoinRequest | SyncRequest | HeartbeatRequest | LeaveRequest
);

// #region show join
/** A way to divide, and what a member says of itself to whoever divides that way: bytes to the coordinator. */
export interface Protocol {
  name: string;
  metadata: Uint8Array;
}

export interface JoinRequest {
  type: "join";
  group: string;
  /** Empty: it comes new. */
  member: MemberId;
  /** A name that lasts, given by the operator: a static member. */
  instance?: string;
  /** So long it may be silent, in ms. */
  sessionTimeout: number;
  /** So long it may take to come when the group divides anew, in ms. */
  rebalanceTimeout: number;
  /** The ways to divide that it knows, the preferred first; with each, what it says of itself. */
  protocols: readonly Protocol[];
}
// #endregion

export interface SyncRequest {
  type: "sync";
  group: string;
  member: MemberId;
  instance?: string;
  generation: number;
  /** From the member that leads: what each gets. From the others: nothing. */
  assignments: readonly { member: MemberId; assignment: Uint8Array }[];
}

export interface HeartbeatRequest {
  type: "heartbeat";
  group: string;
  member: MemberId;
  instance?: string;
  generation: number;
}

export interface LeaveRequest {
  type: "leave";
  group: string;
  member: MemberId;
  instance?: string;
}

/** Why the coordinator refuses. */
export type GroupError =
  /** Nobody of that name is in the group: join anew, as a new member. */
  | "UNKNOWN_MEMBER_ID"
  /** The first half of joining: come again with the name that is in the reply (KIP-394). */
  | "MEMBER_ID_REQUIRED"
  /** The group has divided anew since: join again. */
  | "ILLEGAL_GENERATION"
  /** The group is about to divide anew: join again. */
  | "REBALANCE_IN_PROGRESS"
  /** There is no way to divide that it and all the others know. */
  | "INCONSISTENT_GROUP_PROTOCOL"
  /** The session timeout is not in the bounds. */
  | "INVALID_SESSION_TIMEOUT"
  /** Another has come under this lasting name: stop. */
  | "FENCED_INSTANCE_ID"
  /** Another server coordinates the group: chapter 18. */
  | "NOT_COORDINATOR"
  /** It will coordinate the group, and doesn't know it yet: chapter 18. */
  | "COORDINATOR_LOAD_IN_PROGRESS"
  /** A group has no name, or too long a one. */
  | "INVALID_GROUP_ID"
  /** There are too many groups. */
  | "COORDINATOR_NOT_AVAILABLE"
  /** The group has as many members as it may. */
  | "GROUP_MAX_SIZE_REACHED";

export type FromCoordinator = { request: number } & GroupReply;
export type GroupReply = Joined | Synced | { type: "done" } | Refused;

// #region show joined
export interface Joined {
  type: "joined";
  member: MemberId;
  generation: number;
  /** The way to divide that all know. */
  protocol: string;
  leader: MemberId;
  /** For the leader: all members and what they say of themselves. For the others: empty. */
  members: { id: MemberId; instance?: string; metadata: Uint8Array }[];
}
// #endregion
export interface Synced {
  type: "synced";
  protocol: string;
  assignment: Uint8Array;
}
export interface Refused {
  type: "refused";
  error: GroupError;
  /** With MEMBER_ID_REQUIRED: the name to come with. */
  member?: MemberId;
}

export function refused(error: GroupError): Refused {
  return { type: "refused", error };
}
