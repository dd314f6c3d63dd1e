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
  // Write here (step records): Is there enough, or an error? Else wait for whatever of these partitions gets more. Leave nothing behind.
  throw new Error("Not written yet (step records)");
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
  // Write here (step records): One batch is given always, or a reader would never get past a large one. But only one.
  throw new Error("Not written yet (step records)");
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
  // Write here (step records): As much as may be, of what may be read. What is empty has no bytes: it isn't null.
  throw new Error("Not written yet (step records)");
}

/** Whether whoever believes in this epoch may talk to this copy. @param epoch -1: it believes in none */
export function fencing(replica: Replica, epoch: number): ErrorName {
  // Write here (step records): Which of the two is behind? Source: KIP-320.
  throw new Error("Not written yet (step records)");
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
