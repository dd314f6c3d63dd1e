import { isTopicName } from "#broker/topics";
import type { PartitionState } from "#replication/states";
import { route, type Route } from "./api";
import {
  CREATE_TOPICS,
  type CreateTopicsAnswer,
  type CreateTopicsRequest,
  METADATA,
  type MetadataAnswer,
  type MetadataRequest,
  NOBODY_KNOWS,
  type TopicMetadata,
} from "./apis-topics";
import { type Cluster, DEFAULT_PARTITIONS, isInternal } from "./cluster";
import { ErrorCode, type ErrorName } from "./error-codes";

/** By this name the cluster tells itself from others. */
export const CLUSTER_ID = "znode-to-offset";

/** Most partitions that one request may ask for. */
export const MOST_PARTITIONS = 1_000;

/** Which brokers and topics there are, and how topics are made. */
export function topicRoutes(cluster: Cluster): Route[] {
  return [
    route(METADATA, (request, answer, { version }) => answer(metadata(cluster, request, version))),
    route(CREATE_TOPICS, (request, answer) => createTopics(cluster, request, answer)),
  ];
}

/** Where everything is. A topic that isn't there may be made by being asked for. */
export function metadata(
  cluster: Cluster,
  { topics, mayCreate }: MetadataRequest,
  version: number,
): MetadataAnswer {
  // #region write topics: All topics, or those that were asked for. What is all, in version 0?
  const isAll = topics === null || (version === 0 && topics.length === 0);
  const names = isAll ? [...cluster.topics.keys()] : topics.map(({ name }) => name);
  const live = cluster.brokers.filter(({ name }) => cluster.live.has(name));
  return {
    throttleMs: 0,
    brokers: live.map(({ id, host, port }) => ({ id, host, port, rack: null })),
    clusterId: CLUSTER_ID,
    // Any of them takes what is for the controller: the ensemble decides.
    controller: cluster.self.id,
    topics: names.map((name) => describeTopic(cluster, name, mayCreate)),
    operations: NOBODY_KNOWS,
  };
  // #endregion
}

function describeTopic(cluster: Cluster, name: string, mayCreate: boolean): TopicMetadata {
  // #region write topics: Is it there? May it be called so? Is it to be made? Then the client must ask again.
  const partitions = cluster.topics.get(name);
  let error: ErrorName = "NONE";
  if (partitions === undefined) {
    if (!isTopicName(name)) error = "INVALID_TOPIC_EXCEPTION";
    else if (!mayCreate || isInternal(name)) error = "UNKNOWN_TOPIC_OR_PARTITION";
    else {
      cluster.create(name, DEFAULT_PARTITIONS, 1, () => {});
      error = "LEADER_NOT_AVAILABLE";
    }
  }
  return {
    error: ErrorCode[error],
    name,
    isInternal: isInternal(name),
    partitions: (partitions ?? []).map((state, index) => describePartition(cluster, state, index)),
    operations: NOBODY_KNOWS,
  };
  // #endregion
}

function describePartition(
  cluster: Cluster,
  { leader, epoch, replicas, isr }: PartitionState,
  index: number,
): TopicMetadata["partitions"][number] {
  const idOf = (name: string): number => cluster.brokers.find((each) => each.name === name)?.id ?? -1;
  // #region write topics: Names become numbers. Is there a leader, and is it there?
  const isLed = leader !== undefined && cluster.live.has(leader);
  return {
    error: ErrorCode[isLed ? "NONE" : "LEADER_NOT_AVAILABLE"],
    index,
    leader: isLed ? idOf(leader) : -1,
    epoch,
    replicas: replicas.map(idOf),
    isr: isr.map(idOf),
    offline: replicas.filter((name) => !cluster.live.has(name)).map(idOf),
  };
  // #endregion
}

/** Makes topics, each by itself: one may fail and the next be made. */
export function createTopics(
  cluster: Cluster,
  { topics, validateOnly }: CreateTopicsRequest,
  answer: (answer: CreateTopicsAnswer) => void,
): void {
  // #region write topics: Judge each. Those that may be made are made, unless somebody only wants to know. When is the answer whole?
  const errors = topics.map((topic) => judgeTopic(cluster, topic, topics));
  let missing = 1;
  const oneLess = (): void => {
    missing -= 1;
    if (missing === 0)
      answer({ throttleMs: 0, topics: topics.map((topic, at) => describeCreated(topic, errors[at]!)) });
  };
  for (const [at, { name, partitions, replication }] of topics.entries()) {
    if (errors[at] !== "NONE" || validateOnly) continue;
    missing += 1;
    cluster.create(
      name,
      partitions === -1 ? DEFAULT_PARTITIONS : partitions,
      replication === -1 ? 1 : replication,
      (error) => {
        errors[at] = error;
        oneLess();
      },
    );
  }
  oneLess();
  // #endregion
}

type NewTopic = CreateTopicsRequest["topics"][number];

/** Whether a topic may be made like this. */
export function judgeTopic(cluster: Cluster, topic: NewTopic, all: readonly NewTopic[]): ErrorName {
  const { name, partitions, replication, assignments } = topic;
  // #region write topics: Its name, first of all: it will be a folder's. Then its numbers. -1 leaves a number to the broker.
  if (!isTopicName(name) || isInternal(name)) return "INVALID_TOPIC_EXCEPTION";
  if (all.filter((each) => each.name === name).length > 1) return "INVALID_REQUEST";
  if (cluster.topics.has(name)) return "TOPIC_ALREADY_EXISTS";
  if (assignments.length > 0) return "INVALID_REPLICA_ASSIGNMENT";
  if (partitions !== -1 && (partitions < 1 || partitions > MOST_PARTITIONS)) return "INVALID_PARTITIONS";
  if (replication !== -1 && (replication < 1 || replication > cluster.live.size))
    return "INVALID_REPLICATION_FACTOR";
  return "NONE";
  // #endregion
}

function describeCreated(
  { name, partitions, replication }: NewTopic,
  error: ErrorName,
): CreateTopicsAnswer["topics"][number] {
  const isMade = error === "NONE";
  return {
    name,
    error: ErrorCode[error],
    message: isMade ? null : error,
    partitions: isMade ? (partitions === -1 ? DEFAULT_PARTITIONS : partitions) : -1,
    replication: isMade ? Math.abs(replication) : -1,
    configs: [],
  };
}
