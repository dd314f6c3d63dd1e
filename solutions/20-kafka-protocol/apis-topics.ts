import type { Api } from "./api";
import {
  array,
  BOOL,
  INT16,
  INT32,
  INT8,
  NULLABLE_STRING,
  nullableArray,
  type Of,
  since,
  STRING,
  struct,
} from "./codec";

/** Nobody has said who may do what. */
const NOBODY_KNOWS = -2_147_483_648;

const metadataRequest = struct({
  /** Null: all of them. In version 0 that is the empty list. */
  topics: nullableArray(struct({ name: STRING })),
  mayCreate: since(4, BOOL, true),
  wantsClusterOperations: since(8, BOOL, false),
  wantsTopicOperations: since(8, BOOL, false),
});

const partitionMetadata = struct({
  error: INT16,
  index: INT32,
  leader: INT32,
  epoch: since(7, INT32, -1),
  replicas: array(INT32),
  isr: array(INT32),
  offline: since<number[]>(5, array(INT32), []),
});

const metadataResponse = struct({
  throttleMs: since(3, INT32, 0),
  brokers: array(
    struct({ id: INT32, host: STRING, port: INT32, rack: since<string | null>(1, NULLABLE_STRING, null) }),
  ),
  clusterId: since<string | null>(2, NULLABLE_STRING, null),
  controller: since(1, INT32, -1),
  topics: array(
    struct({
      error: INT16,
      name: STRING,
      isInternal: since(1, BOOL, false),
      partitions: array(partitionMetadata),
      operations: since(8, INT32, NOBODY_KNOWS),
    }),
  ),
  operations: since(8, INT32, NOBODY_KNOWS),
});

export type MetadataRequest = Of<typeof metadataRequest>;
export type MetadataAnswer = Of<typeof metadataResponse>;
export type TopicMetadata = MetadataAnswer["topics"][number];
export { NOBODY_KNOWS };

export const METADATA: Api<MetadataRequest, MetadataAnswer> = {
  key: 3,
  from: 0,
  to: 9,
  flexibleFrom: 9,
  request: metadataRequest,
  response: metadataResponse,
};

const createRequest = struct({
  topics: array(
    struct({
      name: STRING,
      /** -1: as many as the broker likes. */
      partitions: INT32,
      /** -1: as many as the broker likes. */
      replication: INT16,
      assignments: array(struct({ partition: INT32, brokers: array(INT32) })),
      configs: array(struct({ name: STRING, value: NULLABLE_STRING })),
    }),
  ),
  timeoutMs: INT32,
  validateOnly: since(1, BOOL, false),
});

const createResponse = struct({
  throttleMs: since(2, INT32, 0),
  topics: array(
    struct({
      name: STRING,
      error: INT16,
      message: since<string | null>(1, NULLABLE_STRING, null),
      partitions: since(5, INT32, -1),
      replication: since(5, INT16, -1),
      configs: since(
        5,
        array(
          struct({
            name: STRING,
            value: NULLABLE_STRING,
            isReadOnly: BOOL,
            source: INT8,
            isSensitive: BOOL,
          }),
        ),
        [],
      ),
    }),
  ),
});

export type CreateTopicsRequest = Of<typeof createRequest>;
export type CreateTopicsAnswer = Of<typeof createResponse>;

export const CREATE_TOPICS: Api<CreateTopicsRequest, CreateTopicsAnswer> = {
  key: 19,
  from: 0,
  to: 6,
  flexibleFrom: 5,
  request: createRequest,
  response: createResponse,
};
