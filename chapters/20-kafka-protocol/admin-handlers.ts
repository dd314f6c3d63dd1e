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
  // Write here (step admin): Only the coordinator has any. Which states were asked for? None means all.
  throw new Error("Not written yet (step admin)");
}

type Description = DescribeGroupsAnswer["groups"][number];

/** A group that nobody has heard of is dead: that is no error. */
export function describeGroups(
  cluster: Cluster,
  groups: Groups,
  names: readonly string[],
  answer: (answer: DescribeGroupsAnswer) => void,
): void {
  // Write here (step admin): Is this the broker to ask? Is there such a group, or only places that it has left?
  throw new Error("Not written yet (step admin)");
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
  // Write here (step admin): Each by itself. A group with members stays. When is the answer whole?
  throw new Error("Not written yet (step admin)");
}

/** Where epochs end: a reader finds out by it whether what it has read is still true. Source: KIP-320. */
export function endsOfEpochs(cluster: Cluster, { topics }: EpochEndRequest): EpochEndAnswer {
  return {
    throttleMs: 0,
    topics: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ index, currentEpoch, epoch }) => {
        const replica = cluster.replica(name, index);
        // Write here (step admin): The lineage of a copy that leads knows. What it doesn't know is at -1.
        throw new Error("Not written yet (step admin)");
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
  // Write here (step admin): There may only be more of them. Make what may be made, unless somebody only wants to know.
  throw new Error("Not written yet (step admin)");
}

// Yours (step admin): Room for helpers of your own.
