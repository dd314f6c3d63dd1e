import type { Api } from "./api";
import {
  array,
  INT16,
  INT32,
  INT64,
  INT8,
  NULLABLE_BYTES,
  NULLABLE_STRING,
  nullableArray,
  type Of,
  since,
  STRING,
  struct,
} from "./codec";

const produceRequest = struct({
  transactionalId: since<string | null>(3, NULLABLE_STRING, null),
  acks: INT16,
  timeoutMs: INT32,
  topics: array(
    struct({ name: STRING, partitions: array(struct({ index: INT32, records: NULLABLE_BYTES })) }),
  ),
});

const produceResponse = struct({
  topics: array(
    struct({
      name: STRING,
      partitions: array(
        struct({
          index: INT32,
          error: INT16,
          baseOffset: INT64,
          appendTime: since(2, INT64, -1n),
          startOffset: since(5, INT64, -1n),
          recordErrors: since(8, array(struct({ index: INT32, message: NULLABLE_STRING })), []),
          message: since<string | null>(8, NULLABLE_STRING, null),
        }),
      ),
    }),
  ),
  throttleMs: since(1, INT32, 0),
});

export type ProduceRequest = Of<typeof produceRequest>;
export type ProduceAnswer = Of<typeof produceResponse>;

/**
 * It says that it understands versions 0 to 2, whose records are older than batches, and refuses them. librdkafka
 * compresses nothing for a broker that doesn't say so (librdkafka issue 4956, KAFKA-18659).
 */
export const PRODUCE: Api<ProduceRequest, ProduceAnswer> = {
  key: 0,
  from: 3,
  to: 9,
  announcedFrom: 0,
  flexibleFrom: 9,
  request: produceRequest,
  response: produceResponse,
};

const fetchRequest = struct({
  replica: INT32,
  maxWaitMs: INT32,
  minBytes: INT32,
  maxBytes: since(3, INT32, 0x7fffffff),
  isolation: since(4, INT8, 0),
  sessionId: since(7, INT32, 0),
  sessionEpoch: since(7, INT32, -1),
  topics: array(
    struct({
      name: STRING,
      partitions: array(
        struct({
          index: INT32,
          currentEpoch: since(9, INT32, -1),
          offset: INT64,
          lastEpoch: since(12, INT32, -1),
          startOffset: since(5, INT64, -1n),
          maxBytes: INT32,
        }),
      ),
    }),
  ),
  forgotten: since(7, array(struct({ name: STRING, partitions: array(INT32) })), []),
  rack: since(11, STRING, ""),
});

const fetchResponse = struct({
  throttleMs: since(1, INT32, 0),
  error: since(7, INT16, 0),
  sessionId: since(7, INT32, 0),
  topics: array(
    struct({
      name: STRING,
      partitions: array(
        struct({
          index: INT32,
          error: INT16,
          highWatermark: INT64,
          lastStable: since(4, INT64, -1n),
          startOffset: since(5, INT64, -1n),
          aborted: since<{ producer: bigint; first: bigint }[] | null>(
            4,
            nullableArray(struct({ producer: INT64, first: INT64 })),
            null,
          ),
          preferredReplica: since(11, INT32, -1),
          records: NULLABLE_BYTES,
        }),
      ),
    }),
  ),
});

export type FetchRequest = Of<typeof fetchRequest>;
export type FetchAnswer = Of<typeof fetchResponse>;

export const FETCH: Api<FetchRequest, FetchAnswer> = {
  key: 1,
  from: 4,
  to: 12,
  flexibleFrom: 12,
  request: fetchRequest,
  response: fetchResponse,
};

const listOffsetsRequest = struct({
  replica: INT32,
  isolation: since(2, INT8, 0),
  topics: array(
    struct({
      name: STRING,
      partitions: array(
        struct({
          index: INT32,
          currentEpoch: since(4, INT32, -1),
          /** In ms; -1: the end; -2: the beginning. */
          timestamp: INT64,
        }),
      ),
    }),
  ),
});

const listOffsetsResponse = struct({
  throttleMs: since(2, INT32, 0),
  topics: array(
    struct({
      name: STRING,
      partitions: array(
        struct({
          index: INT32,
          error: INT16,
          timestamp: INT64,
          offset: INT64,
          epoch: since(4, INT32, -1),
        }),
      ),
    }),
  ),
});

export type ListOffsetsRequest = Of<typeof listOffsetsRequest>;
export type ListOffsetsAnswer = Of<typeof listOffsetsResponse>;

export const LIST_OFFSETS: Api<ListOffsetsRequest, ListOffsetsAnswer> = {
  key: 2,
  from: 1,
  to: 6,
  flexibleFrom: 6,
  request: listOffsetsRequest,
  response: listOffsetsResponse,
};
