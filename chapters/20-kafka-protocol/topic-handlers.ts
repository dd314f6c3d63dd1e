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
  // Write here (step topics): All topics, or those that were asked for. What is all, in version 0?
  throw new Error("Not written yet (step topics)");
}

function describeTopic(cluster: Cluster, name: string, mayCreate: boolean): TopicMetadata {
  // Write here (step topics): Is it there? May it be called so? Is it to be made? Then the client must ask again.
  throw new Error("Not written yet (step topics)");
}

function describePartition(
  cluster: Cluster,
  { leader, epoch, replicas, isr }: PartitionState,
  index: number,
): TopicMetadata["partitions"][number] {
  const idOf = (name: string): number => cluster.brokers.find((each) => each.name === name)?.id ?? -1;
  // Write here (step topics): Names become numbers. Is there a leader, and is it there?
  throw new Error("Not written yet (step topics)");
}

/** Makes topics, each by itself: one may fail and the next be made. */
export function createTopics(
  cluster: Cluster,
  { topics, validateOnly }: CreateTopicsRequest,
  answer: (answer: CreateTopicsAnswer) => void,
): void {
  // Write here (step topics): Judge each. Those that may be made are made, unless somebody only wants to know. When is the answer whole?
  throw new Error("Not written yet (step topics)");
}

type NewTopic = CreateTopicsRequest["topics"][number];

/** Whether a topic may be made like this. */
export function judgeTopic(cluster: Cluster, topic: NewTopic, all: readonly NewTopic[]): ErrorName {
  const { name, partitions, replication, assignments } = topic;
  // Write here (step topics): Its name, first of all: it will be a folder's. Then its numbers. -1 leaves a number to the broker.
  throw new Error("Not written yet (step topics)");
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
