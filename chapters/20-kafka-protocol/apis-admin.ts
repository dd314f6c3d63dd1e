import type { Api } from "./api";
import {
  array,
  BOOL,
  BYTES,
  INT16,
  INT32,
  INT64,
  NULLABLE_STRING,
  nullableArray,
  type Of,
  since,
  STRING,
  struct,
} from "./codec";
import { NOBODY_KNOWS } from "./apis-topics";

const throttleMs = INT32;

const clusterRequest = struct({ wantsOperations: BOOL });
const clusterResponse = struct({
  throttleMs,
  error: INT16,
  message: NULLABLE_STRING,
  clusterId: STRING,
  controller: INT32,
  brokers: array(struct({ id: INT32, host: STRING, port: INT32, rack: NULLABLE_STRING })),
  operations: INT32,
});

export type DescribeClusterAnswer = Of<typeof clusterResponse>;
export const DESCRIBE_CLUSTER: Api<Of<typeof clusterRequest>, DescribeClusterAnswer> = {
  key: 60,
  from: 0,
  to: 0,
  flexibleFrom: 0,
  request: clusterRequest,
  response: clusterResponse,
};

const listRequest = struct({ states: since<string[]>(4, array(STRING), []) });
const listResponse = struct({
  throttleMs: since(1, INT32, 0),
  error: INT16,
  groups: array(struct({ name: STRING, protocolType: STRING, state: since(4, STRING, "") })),
});

export type ListGroupsRequest = Of<typeof listRequest>;
export type ListGroupsAnswer = Of<typeof listResponse>;
export const LIST_GROUPS: Api<ListGroupsRequest, ListGroupsAnswer> = {
  key: 16,
  from: 0,
  to: 4,
  flexibleFrom: 3,
  request: listRequest,
  response: listResponse,
};

const describeRequest = struct({ groups: array(STRING), wantsOperations: since(3, BOOL, false) });
const describeResponse = struct({
  throttleMs: since(1, INT32, 0),
  groups: array(
    struct({
      error: INT16,
      name: STRING,
      state: STRING,
      protocolType: STRING,
      protocol: STRING,
      members: array(
        struct({
          id: STRING,
          instance: since<string | null>(4, NULLABLE_STRING, null),
          clientId: STRING,
          host: STRING,
          metadata: BYTES,
          assignment: BYTES,
        }),
      ),
      operations: since(3, INT32, NOBODY_KNOWS),
    }),
  ),
});

export type DescribeGroupsAnswer = Of<typeof describeResponse>;
export const DESCRIBE_GROUPS: Api<Of<typeof describeRequest>, DescribeGroupsAnswer> = {
  key: 15,
  from: 0,
  to: 5,
  flexibleFrom: 5,
  request: describeRequest,
  response: describeResponse,
};

const deleteRequest = struct({ groups: array(STRING) });
const deleteResponse = struct({ throttleMs, groups: array(struct({ name: STRING, error: INT16 })) });

export type DeleteGroupsAnswer = Of<typeof deleteResponse>;
export const DELETE_GROUPS: Api<Of<typeof deleteRequest>, DeleteGroupsAnswer> = {
  key: 42,
  from: 0,
  to: 2,
  flexibleFrom: 2,
  request: deleteRequest,
  response: deleteResponse,
};

const epochRequest = struct({
  replica: since(3, INT32, -1),
  topics: array(
    struct({
      name: STRING,
      partitions: array(struct({ index: INT32, currentEpoch: INT32, epoch: INT32 })),
    }),
  ),
});
const epochResponse = struct({
  throttleMs,
  topics: array(
    struct({
      name: STRING,
      partitions: array(struct({ error: INT16, index: INT32, epoch: INT32, end: INT64 })),
    }),
  ),
});

export type EpochEndRequest = Of<typeof epochRequest>;
export type EpochEndAnswer = Of<typeof epochResponse>;
export const OFFSET_FOR_LEADER_EPOCH: Api<EpochEndRequest, EpochEndAnswer> = {
  key: 23,
  from: 2,
  to: 4,
  flexibleFrom: 4,
  request: epochRequest,
  response: epochResponse,
};

const partitionsRequest = struct({
  topics: array(
    struct({
      name: STRING,
      /** How many there are to be, those that are there among them. */
      count: INT32,
      assignments: nullableArray(struct({ brokers: array(INT32) })),
    }),
  ),
  timeoutMs: INT32,
  validateOnly: BOOL,
});
const partitionsResponse = struct({
  throttleMs,
  topics: array(struct({ name: STRING, error: INT16, message: NULLABLE_STRING })),
});

export type CreatePartitionsRequest = Of<typeof partitionsRequest>;
export type CreatePartitionsAnswer = Of<typeof partitionsResponse>;
export const CREATE_PARTITIONS: Api<CreatePartitionsRequest, CreatePartitionsAnswer> = {
  key: 37,
  from: 0,
  to: 3,
  flexibleFrom: 2,
  request: partitionsRequest,
  response: partitionsResponse,
};
