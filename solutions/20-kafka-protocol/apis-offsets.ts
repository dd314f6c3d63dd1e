import type { Api } from "./api";
import {
  array,
  BOOL,
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

const commitRequest = struct({
  group: STRING,
  /** -1: whoever commits is no member. */
  generation: INT32,
  member: STRING,
  instance: since<string | null>(7, NULLABLE_STRING, null),
  /** How long it is to be kept, in ms: versions 2 to 4. */
  retentionMs: since(2, INT64, -1n, 4),
  topics: array(
    struct({
      name: STRING,
      partitions: array(
        struct({ index: INT32, offset: INT64, epoch: since(6, INT32, -1), metadata: NULLABLE_STRING }),
      ),
    }),
  ),
});
const commitResponse = struct({
  throttleMs: since(3, INT32, 0),
  topics: array(struct({ name: STRING, partitions: array(struct({ index: INT32, error: INT16 })) })),
});

export type OffsetCommitRequest = Of<typeof commitRequest>;
export type OffsetCommitAnswer = Of<typeof commitResponse>;
export const OFFSET_COMMIT: Api<OffsetCommitRequest, OffsetCommitAnswer> = {
  key: 8,
  from: 2,
  to: 8,
  flexibleFrom: 8,
  request: commitRequest,
  response: commitResponse,
};

const fetchRequest = struct({
  group: STRING,
  /** Null: of all partitions that the group has committed. */
  topics: nullableArray(struct({ name: STRING, partitions: array(INT32) })),
  requiresStable: since(7, BOOL, false),
});
const fetchResponse = struct({
  throttleMs: since(3, INT32, 0),
  topics: array(
    struct({
      name: STRING,
      partitions: array(
        struct({
          index: INT32,
          offset: INT64,
          epoch: since(5, INT32, -1),
          metadata: NULLABLE_STRING,
          error: INT16,
        }),
      ),
    }),
  ),
  error: since(2, INT16, 0),
});

export type OffsetFetchRequest = Of<typeof fetchRequest>;
export type OffsetFetchAnswer = Of<typeof fetchResponse>;
export const OFFSET_FETCH: Api<OffsetFetchRequest, OffsetFetchAnswer> = {
  key: 9,
  from: 1,
  to: 7,
  flexibleFrom: 6,
  request: fetchRequest,
  response: fetchResponse,
};
