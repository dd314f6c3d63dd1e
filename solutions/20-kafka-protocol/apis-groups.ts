import type { Api } from "./api";
import {
  array,
  BYTES,
  INT16,
  INT32,
  INT8,
  NULLABLE_STRING,
  type Of,
  since,
  STRING,
  struct,
  until,
} from "./codec";

const throttleMs = since(1, INT32, 0);

const findRequest = struct({ name: STRING, type: since(1, INT8, 0) });
const findResponse = struct({
  throttleMs,
  error: INT16,
  message: since<string | null>(1, NULLABLE_STRING, null),
  id: INT32,
  host: STRING,
  port: INT32,
});

export type FindCoordinatorAnswer = Of<typeof findResponse>;
export const FIND_COORDINATOR: Api<Of<typeof findRequest>, FindCoordinatorAnswer> = {
  key: 10,
  from: 0,
  to: 3,
  flexibleFrom: 3,
  request: findRequest,
  response: findResponse,
};

const joinRequest = struct({
  group: STRING,
  sessionTimeout: INT32,
  /** -1, in version 0: that of the session. */
  rebalanceTimeout: since(1, INT32, -1),
  member: STRING,
  instance: since<string | null>(5, NULLABLE_STRING, null),
  protocolType: STRING,
  protocols: array(struct({ name: STRING, metadata: BYTES })),
});
const joinResponse = struct({
  throttleMs: since(2, INT32, 0),
  error: INT16,
  generation: INT32,
  protocolType: since<string | null>(7, NULLABLE_STRING, null),
  protocol: STRING,
  leader: STRING,
  member: STRING,
  members: array(
    struct({ id: STRING, instance: since<string | null>(5, NULLABLE_STRING, null), metadata: BYTES }),
  ),
});

export type JoinGroupRequest = Of<typeof joinRequest>;
export type JoinGroupAnswer = Of<typeof joinResponse>;
export const JOIN_GROUP: Api<JoinGroupRequest, JoinGroupAnswer> = {
  key: 11,
  from: 0,
  to: 6,
  flexibleFrom: 6,
  request: joinRequest,
  response: joinResponse,
};

const instanceSince3 = since<string | null>(3, NULLABLE_STRING, null);

const heartbeatRequest = struct({
  group: STRING,
  generation: INT32,
  member: STRING,
  instance: instanceSince3,
});
const errorResponse = struct({ throttleMs, error: INT16 });

export type ErrorAnswer = Of<typeof errorResponse>;
export type HeartbeatRequest = Of<typeof heartbeatRequest>;
export const HEARTBEAT: Api<HeartbeatRequest, ErrorAnswer> = {
  key: 12,
  from: 0,
  to: 4,
  flexibleFrom: 4,
  request: heartbeatRequest,
  response: errorResponse,
};

const leaver = struct({ member: STRING, instance: NULLABLE_STRING });
const leaveRequest = struct({
  group: STRING,
  member: until(2, STRING, ""),
  members: since(3, array(leaver), []),
});
const leaveResponse = struct({
  throttleMs,
  error: INT16,
  members: since(3, array(struct({ member: STRING, instance: NULLABLE_STRING, error: INT16 })), []),
});

export type LeaveGroupRequest = Of<typeof leaveRequest>;
export type LeaveGroupAnswer = Of<typeof leaveResponse>;
export const LEAVE_GROUP: Api<LeaveGroupRequest, LeaveGroupAnswer> = {
  key: 13,
  from: 0,
  to: 4,
  flexibleFrom: 4,
  request: leaveRequest,
  response: leaveResponse,
};

const syncRequest = struct({
  group: STRING,
  generation: INT32,
  member: STRING,
  instance: instanceSince3,
  assignments: array(struct({ member: STRING, assignment: BYTES })),
});
const syncResponse = struct({ throttleMs, error: INT16, assignment: BYTES });

export type SyncGroupRequest = Of<typeof syncRequest>;
export type SyncGroupAnswer = Of<typeof syncResponse>;
export const SYNC_GROUP: Api<SyncGroupRequest, SyncGroupAnswer> = {
  key: 14,
  from: 0,
  to: 4,
  flexibleFrom: 4,
  request: syncRequest,
  response: syncResponse,
};
