import { DEFAULTS } from "#commit-log/commit-log";
import { route, type Route } from "./api";
import { DESCRIBE_CONFIGS, type DescribeConfigsAnswer, type DescribeConfigsRequest } from "./apis-configs";
import { type Cluster, DEFAULT_PARTITIONS } from "./cluster";
import { ErrorCode, type ErrorName } from "./error-codes";
import { MAX_BATCH } from "./produce";

/** What settings may be asked of. Source: Kafka's `ConfigResource.Type`. */
const TOPIC = 2;
const BROKER = 4;
/** Nobody has set it. Source: Kafka's `ConfigSource`. */
const DEFAULT_SOURCE = 5;

/** What is true of every topic here. Records are kept for ever: nobody asks a copy to delete any. */
const TOPIC_SETTINGS: Record<string, string> = {
  "cleanup.policy": "delete",
  "compression.type": "producer",
  "max.message.bytes": String(MAX_BATCH),
  "message.timestamp.type": "CreateTime",
  "min.insync.replicas": "1",
  "retention.bytes": "-1",
  "retention.ms": "-1",
  "segment.bytes": String(DEFAULTS.segmentBytes),
  "segment.ms": String(DEFAULTS.segmentMs),
  "unclean.leader.election.enable": "false",
};
const BROKER_SETTINGS: Record<string, string> = {
  "auto.create.topics.enable": "true",
  "default.replication.factor": "1",
  "num.partitions": String(DEFAULT_PARTITIONS),
};

/** Settings can be read, and not changed. Nothing to write here. */
export function configRoutes(cluster: Cluster): Route[] {
  return [
    route(DESCRIBE_CONFIGS, ({ resources }, answer) =>
      answer({ throttleMs: 0, results: resources.map((resource) => describe(cluster, resource)) }),
    ),
  ];
}

function describe(
  cluster: Cluster,
  { type, name, keys }: DescribeConfigsRequest["resources"][number],
): DescribeConfigsAnswer["results"][number] {
  const error = judge(cluster, type, name);
  const settings = type === TOPIC ? TOPIC_SETTINGS : BROKER_SETTINGS;
  const names = error === "NONE" ? Object.keys(settings) : [];
  return {
    error: ErrorCode[error],
    message: null,
    type,
    name,
    configs: names
      .filter((each) => keys === null || keys.length === 0 || keys.includes(each))
      .map((each) => ({
        name: each,
        value: settings[each]!,
        isReadOnly: true,
        isDefault: true,
        source: DEFAULT_SOURCE,
        isSensitive: false,
        synonyms: [],
        valueType: 0,
        documentation: null,
      })),
  };
}

function judge(cluster: Cluster, type: number, name: string): ErrorName {
  if (type === TOPIC) return cluster.topics.has(name) ? "NONE" : "UNKNOWN_TOPIC_OR_PARTITION";
  const isBroker = type === BROKER && cluster.brokers.some(({ id }) => String(id) === name);
  return isBroker ? "NONE" : "INVALID_REQUEST";
}
