import { route, type Route } from "./api";
import {
  OFFSET_COMMIT,
  OFFSET_FETCH,
  type OffsetCommitAnswer,
  type OffsetCommitRequest,
  type OffsetFetchAnswer,
  type OffsetFetchRequest,
} from "./apis-offsets";
import type { Cluster } from "./cluster";
import { ErrorCode, type ErrorName } from "./error-codes";
import type { Committed, Groups } from "./groups";

/** Most characters of what a group says of an offset: `offset.metadata.max.bytes`. */
export const MAX_METADATA = 4096;

/** Whoever commits this generation is in no group: it has chosen its partitions itself. */
const NO_GENERATION = -1;

/** How far groups have come. */
export function offsetRoutes(cluster: Cluster, groups: Groups): Route[] {
  return [
    route(OFFSET_COMMIT, (request, answer) => commit(cluster, groups, request, answer)),
    route(OFFSET_FETCH, (request, answer) => fetchOffsets(cluster, groups, request, answer)),
  ];
}

/** Keeps offsets, if whoever commits is of today. */
export function commit(
  cluster: Cluster,
  groups: Groups,
  request: OffsetCommitRequest,
  answer: (answer: OffsetCommitAnswer) => void,
): void {
  // Write here (step offsets): May it commit at all? Then each partition by itself: some may be wrong, the others are kept.
  throw new Error("Not written yet (step offsets)");
}

function judgeCommitter(
  cluster: Cluster,
  groups: Groups,
  { group: name, generation, member, instance }: OffsetCommitRequest,
): ErrorName | undefined {
  // Write here (step offsets): Is this the broker to ask? A member is judged by its group; a stranger may commit if the group has no members.
  throw new Error("Not written yet (step offsets)");
}

function judgeOffset(
  cluster: Cluster,
  topic: string,
  { index, metadata }: OffsetCommitRequest["topics"][number]["partitions"][number],
): ErrorName {
  // Write here (step offsets): Is there such a partition? How much may be said of it?
  throw new Error("Not written yet (step offsets)");
}

/** How far a group has come. What it hasn't committed is at -1, and that is no error. */
export function fetchOffsets(
  cluster: Cluster,
  groups: Groups,
  { group, topics }: OffsetFetchRequest,
  answer: (answer: OffsetFetchAnswer) => void,
): void {
  if (groups.coordinator !== cluster.self.name) {
    return answer(describe("NOT_COORDINATOR", placesOf(topics, [])));
  }
  groups.committed(group, (error, offsets) => {
    answer(describe(error, placesOf(topics, error === "NONE" ? offsets : [])));
  });
}

/** The partitions that are asked for, or all that there are. */
export function placesOf(
  topics: OffsetFetchRequest["topics"],
  offsets: readonly Committed[],
): readonly Committed[] {
  // Write here (step offsets): What hasn't been committed?
  throw new Error("Not written yet (step offsets)");
}

function describe(error: ErrorName, places: readonly Committed[]): OffsetFetchAnswer {
  const names = [...new Set(places.map(({ topic }) => topic))];
  return {
    throttleMs: 0,
    topics: names.map((name) => ({
      name,
      partitions: places
        .filter(({ topic }) => topic === name)
        .map(({ partition, offset, metadata }) => ({
          index: partition,
          offset,
          epoch: -1,
          metadata,
          error: ErrorCode[error],
        })),
    })),
    error: ErrorCode[error],
  };
}
