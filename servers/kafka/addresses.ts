import { type Address, Addresses } from "#lab/node/addresses";
import { KAFKA_SERVICE } from "#kafka-protocol/kafka-server";
import { ELECTION_SERVICE } from "#leader-election/notification";
import { CLIENT_SERVICE } from "#master-election/keeper-server";
import { HEARSAY_SERVICE } from "#reconfiguration/hearsay";
import { RECONFIG_SERVICE } from "#reconfiguration/office";
import { REPLICA_SERVICE } from "#replication/messages";
import { ZAB_SERVICE } from "#zab/messages";
import { brokersOf, type KafkaSettings } from "./options";

/** The server of the ensemble. */
export const KEEPER = "zk1";
const KEEPER_SERVICES = [CLIENT_SERVICE, ELECTION_SERVICE, ZAB_SERVICE, RECONFIG_SERVICE, HEARSAY_SERVICE];

/** Who listens where. */
export function addressesOf(settings: KafkaSettings): Addresses {
  const { host, peerPort } = settings;
  const addresses: Record<string, Address> = {};
  let next = peerPort;
  for (const service of KEEPER_SERVICES) addresses[`${KEEPER}/${service}`] = { host, port: next++ };
  for (const { name, port } of brokersOf(settings)) {
    addresses[`${name}/${KAFKA_SERVICE}`] = { host, port };
    addresses[`${name}/${REPLICA_SERVICE}`] = { host, port: next++ };
  }
  return new Addresses(addresses);
}
