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
  // #region write offsets: May it commit at all? Then each partition by itself: some may be wrong, the others are kept.
  const wrong = judgeCommitter(cluster, groups, request);
  const errors = new Map<object, ErrorName>();
  const kept: Committed[] = [];
  for (const { name: topic, partitions } of request.topics) {
    for (const each of partitions) {
      const error = wrong ?? judgeOffset(cluster, topic, each);
      errors.set(each, error);
      const { index: partition, offset, metadata } = each;
      if (error === "NONE") kept.push({ topic, partition, offset, metadata: metadata ?? "" });
    }
  }
  const tell = (error: ErrorName): void =>
    answer({
      throttleMs: 0,
      topics: request.topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map((each) => {
          const own = errors.get(each)!;
          return { index: each.index, error: ErrorCode[own === "NONE" ? error : own] };
        }),
      })),
    });
  if (kept.length === 0) tell("NONE");
  else groups.commit(request.group, kept, tell);
  // #endregion
}

function judgeCommitter(
  cluster: Cluster,
  groups: Groups,
  { group: name, generation, member, instance }: OffsetCommitRequest,
): ErrorName | undefined {
  // #region write offsets: Is this the broker to ask? A member is judged by its group; a stranger may commit if the group has no members.
  if (groups.coordinator !== cluster.self.name) return "NOT_COORDINATOR";
  if (name === "") return "INVALID_GROUP_ID";
  const group = groups.book.find(name);
  if (generation === NO_GENERATION && member === "") {
    return group === undefined || group.members.length === 0 ? undefined : "UNKNOWN_MEMBER_ID";
  }
  return group === undefined ? "ILLEGAL_GENERATION" : group.judge(member, instance ?? undefined, generation);
  // #endregion
}

function judgeOffset(
  cluster: Cluster,
  topic: string,
  { index, metadata }: OffsetCommitRequest["topics"][number]["partitions"][number],
): ErrorName {
  // #region write offsets: Is there such a partition? How much may be said of it?
  if (cluster.topics.get(topic)?.[index] === undefined) return "UNKNOWN_TOPIC_OR_PARTITION";
  return (metadata ?? "").length > MAX_METADATA ? "OFFSET_METADATA_TOO_LARGE" : "NONE";
  // #endregion
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
  // #region write offsets: What hasn't been committed?
  if (topics === null) return offsets;
  return topics.flatMap(({ name: topic, partitions }) =>
    partitions.map(
      (partition) =>
        offsets.find((each) => each.topic === topic && each.partition === partition) ?? {
          topic,
          partition,
          offset: -1n,
          metadata: "",
        },
    ),
  );
  // #endregion
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
