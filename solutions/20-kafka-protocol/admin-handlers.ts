import type { Group } from "#consumer-groups/group";
import { route, type Route } from "./api";
import {
  CREATE_PARTITIONS,
  type CreatePartitionsAnswer,
  type CreatePartitionsRequest,
  DELETE_GROUPS,
  type DeleteGroupsAnswer,
  DESCRIBE_CLUSTER,
  DESCRIBE_GROUPS,
  type DescribeClusterAnswer,
  type DescribeGroupsAnswer,
  type EpochEndAnswer,
  type EpochEndRequest,
  LIST_GROUPS,
  type ListGroupsAnswer,
  type ListGroupsRequest,
  OFFSET_FOR_LEADER_EPOCH,
} from "./apis-admin";
import { NOBODY_KNOWS } from "./apis-topics";
import { type Cluster, isInternal } from "./cluster";
import { ErrorCode, type ErrorName } from "./error-codes";
import { fencing } from "./fetch";
import type { Groups } from "./groups";
import { missingReplica } from "./produce";
import { CLUSTER_ID, MOST_PARTITIONS } from "./topic-handlers";

/** How members of groups that read topics call what they do. No other groups are known here. */
const CONSUMER = "consumer";

/** What those ask who look after a cluster. */
export function adminRoutes(cluster: Cluster, groups: Groups): Route[] {
  return [
    route(DESCRIBE_CLUSTER, (_, answer) => answer(describeCluster(cluster))),
    route(LIST_GROUPS, (request, answer) => listGroups(cluster, groups, request, answer)),
    route(DESCRIBE_GROUPS, (request, answer) => describeGroups(cluster, groups, request.groups, answer)),
    route(DELETE_GROUPS, (request, answer) => deleteGroups(cluster, groups, request.groups, answer)),
    route(OFFSET_FOR_LEADER_EPOCH, (request, answer) => answer(endsOfEpochs(cluster, request))),
    route(CREATE_PARTITIONS, (request, answer) => createPartitions(cluster, request, answer)),
  ];
}

/** Source: KIP-700. */
function describeCluster(cluster: Cluster): DescribeClusterAnswer {
  const live = cluster.brokers.filter(({ name }) => cluster.live.has(name));
  return {
    throttleMs: 0,
    error: 0,
    message: null,
    clusterId: CLUSTER_ID,
    controller: cluster.self.id,
    brokers: live.map(({ id, host, port }) => ({ id, host, port, rack: null })),
    operations: NOBODY_KNOWS,
  };
}

/** Groups that have members, or places. The other brokers don't coordinate any, and have none to list. */
export function listGroups(
  cluster: Cluster,
  groups: Groups,
  { states }: ListGroupsRequest,
  answer: (answer: ListGroupsAnswer) => void,
): void {
  // #region write admin: Only the coordinator has any. Which states were asked for? None means all.
  if (groups.coordinator !== cluster.self.name) return answer({ throttleMs: 0, error: 0, groups: [] });
  groups.all((error, names) => {
    const listed = [...names].map((name) => ({
      name,
      protocolType: CONSUMER,
      state: groups.book.find(name)?.state ?? "Empty",
    }));
    answer({
      throttleMs: 0,
      error: ErrorCode[error],
      groups: listed.filter(({ state }) => states.length === 0 || states.includes(state)),
    });
  });
  // #endregion
}

type Description = DescribeGroupsAnswer["groups"][number];

/** A group that nobody has heard of is dead: that is no error. */
export function describeGroups(
  cluster: Cluster,
  groups: Groups,
  names: readonly string[],
  answer: (answer: DescribeGroupsAnswer) => void,
): void {
  // #region write admin: Is this the broker to ask? Is there such a group, or only places that it has left?
  const isHere = groups.coordinator === cluster.self.name;
  if (!isHere) {
    const descriptions = names.map((name) => description(name, "NOT_COORDINATOR", "", undefined));
    return answer({ throttleMs: 0, groups: descriptions });
  }
  groups.all((error, known) => {
    const descriptions = names.map((name) => {
      const group = groups.book.find(name);
      const state = group?.state ?? (known.has(name) ? "Empty" : "Dead");
      return description(name, group === undefined ? error : "NONE", state, group);
    });
    answer({ throttleMs: 0, groups: descriptions });
  });
  // #endregion
}

function description(name: string, error: ErrorName, state: string, group: Group | undefined): Description {
  const isStable = group?.state === "Stable";
  return {
    error: ErrorCode[error],
    name,
    state,
    protocolType: state === "Dead" || state === "" ? "" : CONSUMER,
    protocol: isStable ? group.protocol : "",
    members: (group?.seats ?? []).map(({ id, instance, protocols, assignment }) => ({
      id,
      instance: instance ?? null,
      clientId: "",
      host: "",
      metadata: protocols.find((each) => each.name === group!.protocol)?.metadata ?? new Uint8Array(0),
      assignment: isStable ? assignment : new Uint8Array(0),
    })),
    operations: NOBODY_KNOWS,
  };
}

/** Forgets groups without members, and how far they have come. */
export function deleteGroups(
  cluster: Cluster,
  groups: Groups,
  names: readonly string[],
  answer: (answer: DeleteGroupsAnswer) => void,
): void {
  // #region write admin: Each by itself. A group with members stays. When is the answer whole?
  const results = names.map((name) => ({ name, error: 0 }));
  let missing = 1;
  const oneLess = (): void => {
    missing -= 1;
    if (missing === 0) answer({ throttleMs: 0, groups: results });
  };
  for (const result of results) {
    if (groups.coordinator !== cluster.self.name) {
      result.error = ErrorCode.NOT_COORDINATOR;
      continue;
    }
    if (groups.book.find(result.name)?.isIdle === false) {
      result.error = ErrorCode.NON_EMPTY_GROUP;
      continue;
    }
    missing += 1;
    groups.remove(result.name, (error) => {
      result.error = ErrorCode[error];
      oneLess();
    });
  }
  oneLess();
  // #endregion
}

/** Where epochs end: a reader finds out by it whether what it has read is still true. Source: KIP-320. */
export function endsOfEpochs(cluster: Cluster, { topics }: EpochEndRequest): EpochEndAnswer {
  return {
    throttleMs: 0,
    topics: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ index, currentEpoch, epoch }) => {
        const replica = cluster.replica(name, index);
        // #region write admin: The lineage of a copy that leads knows. What it doesn't know is at -1.
        const error =
          replica === undefined ? missingReplica(cluster, name, index) : fencing(replica, currentEpoch);
        const found = error === "NONE" ? replica!.lineage.endOf(epoch, replica!.log.endOffset) : undefined;
        return { error: ErrorCode[error], index, epoch: found?.epoch ?? -1, end: found?.end ?? -1n };
        // #endregion
      }),
    })),
  };
}

/** Gives topics more partitions, each by itself. */
export function createPartitions(
  cluster: Cluster,
  { topics, validateOnly }: CreatePartitionsRequest,
  answer: (answer: CreatePartitionsAnswer) => void,
): void {
  // #region write admin: There may only be more of them. Make what may be made, unless somebody only wants to know.
  const errors = topics.map((topic) => judgeGrowth(cluster, topic));
  let missing = 1;
  const oneLess = (): void => {
    missing -= 1;
    if (missing > 0) return;
    const told = topics.map(({ name }, at) => ({ name, error: ErrorCode[errors[at]!], message: null }));
    answer({ throttleMs: 0, topics: told });
  };
  for (const [at, { name, count }] of topics.entries()) {
    if (errors[at] !== "NONE" || validateOnly) continue;
    missing += 1;
    cluster.extend(name, count, (error) => {
      errors[at] = error;
      oneLess();
    });
  }
  oneLess();
  // #endregion
}

// #region own admin: Room for helpers of your own.
function judgeGrowth(
  cluster: Cluster,
  { name, count, assignments }: CreatePartitionsRequest["topics"][number],
): ErrorName {
  const before = cluster.topics.get(name)?.length;
  if (before === undefined) return "UNKNOWN_TOPIC_OR_PARTITION";
  if (isInternal(name)) return "INVALID_TOPIC_EXCEPTION";
  if (count <= before || count > MOST_PARTITIONS) return "INVALID_PARTITIONS";
  return assignments === null ? "NONE" : "INVALID_REPLICA_ASSIGNMENT";
}
// #endregion
