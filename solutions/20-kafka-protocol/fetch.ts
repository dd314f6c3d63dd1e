import type { Clock } from "#lab/host";
import type { Replica } from "#replication/replica";
import type { FetchAnswer, FetchRequest } from "./apis-records";
import type { Cluster } from "./cluster";
import { ErrorCode, type ErrorName } from "./error-codes";
import { missingReplica } from "./produce";

/** Most bytes of records in one answer, whatever was asked for: `fetch.max.bytes`, which is 55 MiB in Kafka. */
export const MAX_FETCH = 16 * 1024 * 1024;
/** Sessions, in which only changes are asked for, are declined (KIP-227): all have this number. */
export const NO_SESSION = 0;

const NOTHING = new Uint8Array(0);

type FetchTopic = FetchAnswer["topics"][number];
type FetchPartition = FetchTopic["partitions"][number];
type Wanted = FetchRequest["topics"][number]["partitions"][number];

/** What there is now. */
export interface Found {
  topics: FetchTopic[];
  bytes: number;
  hasError: boolean;
}

/** Gives records as soon as there are enough of them, or the time is over. */
export function fetch(
  cluster: Cluster,
  clock: Clock,
  request: FetchRequest,
  answer: (answer: FetchAnswer) => void,
): void {
  if (request.sessionId !== NO_SESSION) return answer({ ...whole([]), error: SESSION_NOT_FOUND });
  // #region write records: Is there enough, or an error? Else wait for whatever of these partitions gets more. Leave nothing behind.
  const isEnough = ({ bytes, hasError }: Found): boolean => hasError || bytes >= request.minBytes;
  const found = readAll(cluster, request);
  if (isEnough(found) || request.maxWaitMs <= 0) return answer(whole(found.topics));
  const replicas = new Set<Replica>();
  for (const { name, partitions } of request.topics) {
    for (const { index } of partitions) {
      const replica = cluster.replica(name, index);
      if (replica !== undefined) replicas.add(replica);
    }
  }
  const end = ({ topics }: Found): void => {
    timer.cancel();
    for (const replica of replicas) replica.listeners.delete(listener);
    answer(whole(topics));
  };
  const look = (): void => {
    const now = readAll(cluster, request);
    if (isEnough(now)) end(now);
  };
  const listener = { onAdvance: look, onStop: look };
  const timer = clock.after(request.maxWaitMs, () => end(readAll(cluster, request)));
  for (const replica of replicas) replica.listeners.add(listener);
  // #endregion
}

/** Kafka's FETCH_SESSION_ID_NOT_FOUND. */
const SESSION_NOT_FOUND = 70;

function whole(topics: FetchTopic[]): FetchAnswer {
  return { throttleMs: 0, error: 0, sessionId: NO_SESSION, topics };
}

/** Reads every partition in turn, until there are as many bytes as there may be. */
export function readAll(cluster: Cluster, { topics, maxBytes }: FetchRequest): Found {
  let left = Math.min(maxBytes, MAX_FETCH);
  let bytes = 0;
  let hasError = false;
  // #region write records: One batch is given always, or a reader would never get past a large one. But only one.
  const readOne = (name: string, wanted: Wanted): FetchPartition => {
    const part = readPartition(cluster, name, wanted, bytes === 0 ? Math.max(left, 1) : left, bytes === 0);
    const size = part.records?.length ?? 0;
    bytes += size;
    left -= size;
    if (part.error !== 0) hasError = true;
    return part;
  };
  const read = topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map((wanted) => readOne(name, wanted)),
  }));
  return { topics: read, bytes, hasError };
  // #endregion
}

function readPartition(
  cluster: Cluster,
  topic: string,
  { index, currentEpoch, offset, maxBytes }: Wanted,
  left: number,
  isFirst: boolean,
): FetchPartition {
  const replica = cluster.replica(topic, index);
  if (replica === undefined) return nothing(index, missingReplica(cluster, topic, index));
  const fence = fencing(replica, currentEpoch);
  if (fence !== "NONE") return nothing(index, fence);
  // #region write records: As much as may be, of what may be read. What is empty has no bytes: it isn't null.
  const most = Math.min(maxBytes, left);
  const { error, batches, startOffset, highWatermark } = replica.read({ offset, maxBytes: most });
  if (error !== "NONE") return nothing(index, error);
  const records = join(batches);
  const isTooMuch = !isFirst && records.length > left;
  return {
    ...nothing(index, "NONE"),
    highWatermark,
    lastStable: highWatermark,
    startOffset,
    records: isTooMuch ? NOTHING : records,
  };
  // #endregion
}

/** Whether whoever believes in this epoch may talk to this copy. @param epoch -1: it believes in none */
export function fencing(replica: Replica, epoch: number): ErrorName {
  // #region write records: Which of the two is behind? Source: KIP-320.
  if (!replica.isLeading) return "NOT_LEADER_OR_FOLLOWER";
  const own = replica.state!.epoch;
  if (epoch === -1 || epoch === own) return "NONE";
  return epoch < own ? "FENCED_LEADER_EPOCH" : "UNKNOWN_LEADER_EPOCH";
  // #endregion
}

function nothing(index: number, error: ErrorName): FetchPartition {
  return {
    index,
    error: ErrorCode[error],
    highWatermark: -1n,
    lastStable: -1n,
    startOffset: -1n,
    aborted: null,
    preferredReplica: -1,
    records: NOTHING,
  };
}

function join(batches: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(batches.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const batch of batches) {
    joined.set(batch, at);
    at += batch.length;
  }
  return joined;
}
