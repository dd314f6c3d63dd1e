import { CONTROL_BIT, decodeRecords, InvalidBatch, isCompressed, readInfo } from "#commit-log/record-batch";
import type { Acks } from "#replication/messages";
import type { Clock } from "#lab/host";
import type { ProduceAnswer, ProduceRequest } from "./apis-records";
import type { Cluster } from "./cluster";
import { ErrorCode, type ErrorName } from "./error-codes";

/** Most bytes of a batch: `message.max.bytes`. */
export const MAX_BATCH = 1024 * 1024 + 12;

const ACKS = new Map<number, Acks>([
  [0, 0],
  [1, 1],
  [-1, "all"],
]);

/** Whether bytes are a batch that a client may send. What is compressed isn't opened. */
export function judgeBatch(bytes: Uint8Array | null): ErrorName {
  // #region write records: Is it there, is it too large, is it one? A control batch only a broker may write. Can its records be read?
  if (bytes === null || bytes.length === 0) return "INVALID_REQUEST";
  if (bytes.length > MAX_BATCH) return "MESSAGE_TOO_LARGE";
  try {
    const info = readInfo(bytes);
    if (info.size !== bytes.length || (info.attributes & CONTROL_BIT) !== 0) return "CORRUPT_MESSAGE";
    if (!isCompressed(info)) decodeRecords(bytes);
    return "NONE";
  } catch (error) {
    if (error instanceof InvalidBatch) return "CORRUPT_MESSAGE";
    throw error;
  }
  // #endregion
}

/** Appends batches, each to its partition. @param answer called once; with acks 0 with undefined, and at once */
export function produce(
  cluster: Cluster,
  clock: Clock,
  request: ProduceRequest,
  answer: (answer: ProduceAnswer | undefined) => void,
): void {
  const { topics, timeoutMs } = request;
  const acks = ACKS.get(request.acks);
  const outcome = (error: ErrorName, baseOffset = -1n) => ({ error, baseOffset });
  const results = topics.map(({ partitions }) => partitions.map(() => outcome("REQUEST_TIMED_OUT")));
  let isAnswered = false;
  const end = (): void => {
    if (isAnswered) return;
    isAnswered = true;
    timer?.cancel();
    answer(request.acks === 0 ? undefined : describe(request, results));
  };
  const timer = acks === "all" ? clock.after(Math.max(0, timeoutMs), end) : undefined;
  // #region write records: Append each. The answer is there when the last one is done, or when it takes too long.
  let missing = 1;
  const oneLess = (): void => {
    missing -= 1;
    if (missing === 0) end();
  };
  for (const [at, { name, partitions }] of topics.entries()) {
    for (const [index, { index: partition, records }] of partitions.entries()) {
      const replica = cluster.replica(name, partition);
      let error: ErrorName;
      if (acks === undefined) error = "INVALID_REQUIRED_ACKS";
      else if (replica === undefined) error = missingReplica(cluster, name, partition);
      else error = judgeBatch(records);
      results[at]![index] = outcome(error === "NONE" ? "REQUEST_TIMED_OUT" : error);
      if (error !== "NONE") continue;
      missing += 1;
      replica!.append(records!, acks!, (why, base) => {
        results[at]![index] = outcome(why, base);
        oneLess();
      });
    }
  }
  oneLess();
  // #endregion
}

/** Why there is no copy of a partition here. */
export function missingReplica(cluster: Cluster, topic: string, partition: number): ErrorName {
  // #region write records: It isn't here, or it isn't anywhere.
  return cluster.topics.get(topic)?.[partition] === undefined
    ? "UNKNOWN_TOPIC_OR_PARTITION"
    : "NOT_LEADER_OR_FOLLOWER";
  // #endregion
}

function describe(
  { topics }: ProduceRequest,
  results: readonly (readonly { error: ErrorName; baseOffset: bigint }[])[],
): ProduceAnswer {
  return {
    topics: topics.map(({ name, partitions }, at) => ({
      name,
      partitions: partitions.map(({ index }, place) => {
        const { error, baseOffset } = results[at]![place]!;
        return {
          index,
          error: ErrorCode[error],
          baseOffset: error === "NONE" ? baseOffset : -1n,
          appendTime: -1n,
          startOffset: -1n,
          recordErrors: [],
          message: null,
        };
      }),
    })),
    throttleMs: 0,
  };
}
