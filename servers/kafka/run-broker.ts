import * as fs from "node:fs";
import * as path from "node:path";
import { ProducerStates } from "#acknowledgment/producer-states";
import { type NodeServer, startServer } from "#lab/node/node-host";
import { adminRoutes } from "#kafka-protocol/admin-handlers";
import { configRoutes } from "#kafka-protocol/config-handlers";
import { groupRoutes } from "#kafka-protocol/group-handlers";
import { KAFKA_LIMITS, KafkaServer } from "#kafka-protocol/kafka-server";
import { KeeperCluster } from "#kafka-protocol/keeper-cluster";
import { KeeperGroups } from "#kafka-protocol/keeper-groups";
import { KeeperProducerIds } from "#kafka-protocol/keeper-producer-ids";
import { offsetRoutes } from "#kafka-protocol/offset-handlers";
import { producerRoutes } from "#kafka-protocol/producer-handlers";
import { recordRoutes } from "#kafka-protocol/record-handlers";
import { topicRoutes } from "#kafka-protocol/topic-handlers";
import { Members } from "#quorum/members";
import { ReconfigurableServer } from "#reconfiguration/reconfigurable-server";
import { ReplicatedBroker } from "#replication/replicated-broker";
import { addressesOf, KEEPER } from "./addresses";
import { brokersOf, type KafkaSettings } from "./options";

/** In ms. The ensemble's clock ticks so, and sessions of brokers last so long. */
const TICK = 1_000;
const SESSION = 6_000;
/** In ms. A new group's first members wait so long for others: Kafka has 3000, for groups that are larger. */
const INITIAL_DELAY = 500;

/** What a server is doing, in one line for people. */
export interface Status {
  readonly status: string;
}

/** The file that says that an empty disk is as it should be. Source: chapter 7, `NEW_MARK`. */
const NEW_MARK = "initialize";

/** Starts the ensemble's server in this process. */
export function runKeeper(
  settings: KafkaSettings,
  onEnd?: (error: Error) => void,
): Promise<NodeServer<Status>> {
  const folder = path.join(settings.data, KEEPER);
  if (!fs.existsSync(folder)) {
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, NEW_MARK), "");
  }
  const members = new Members([{ id: 1, name: KEEPER, role: "participant" }]);
  return startServer(
    { name: KEEPER, folder, addresses: addressesOf(settings), ...(onEnd && { onEnd }) },
    (host) => {
      const timing = { tick: TICK, initLimit: 10, syncLimit: 5 };
      const server = new ReconfigurableServer(host, { self: 1, members, timing });
      return {
        get status() {
          return server.program.isServing ? "serves" : "looking for a leader";
        },
      };
    },
  );
}

/** Starts broker `id` in this process. @param onEnd told when it halts or throws */
export function runBroker(
  settings: KafkaSettings,
  id: number,
  onEnd?: (error: Error) => void,
): Promise<NodeServer<Status>> {
  const brokers = brokersOf(settings);
  const { name } = brokers[id - 1]!;
  const addresses = addressesOf(settings);
  const folder = path.join(settings.data, name);
  return startServer({ name, folder, addresses, ...(onEnd && { onEnd }) }, (host) => {
    const keepers = [KEEPER];
    const broker = new ReplicatedBroker(host, {
      keepers,
      sessionMs: SESSION,
      unclean: false,
      lagMs: 10_000,
      admission: () => new ProducerStates(),
    });
    const cluster = new KeeperCluster(host, brokers, broker, keepers, SESSION);
    const groups = new KeeperGroups(host, cluster, () => cluster.keeper, { initialDelay: INITIAL_DELAY });
    const routes = [
      ...topicRoutes(cluster),
      ...recordRoutes(cluster, host.clock),
      ...groupRoutes(cluster, groups),
      ...offsetRoutes(cluster, groups),
      ...adminRoutes(cluster, groups),
      ...configRoutes(cluster),
      ...producerRoutes(new KeeperProducerIds(() => cluster.keeper)),
    ];
    const server = new KafkaServer(host, routes, { ...KAFKA_LIMITS, clientsPerAddress: settings.maxClients });
    void broker.run();
    void cluster.run();
    return {
      get status() {
        if (!cluster.live.has(name)) return "isn't registered yet";
        const led = [...broker.server.replicas.values()].filter(({ isLeading }) => isLeading).length;
        return `leads ${led} of ${broker.server.replicas.size} partitions, ${server.clients} clients`;
      },
    };
  });
}
