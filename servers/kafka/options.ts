import { parseArgs } from "node:util";
import type { BrokerAddress } from "#kafka-protocol/cluster";

/** What brokers are started with. */
export interface KafkaSettings {
  /** How many brokers. They have the numbers from 1. */
  brokers: number;
  /** The folder that holds their disks, and that of the ensemble. */
  data: string;
  /** Where they listen. Only this machine can dial the default. */
  host: string;
  /** Where broker 1 meets clients; the next broker has the next port. */
  port: number;
  /** The first of the ports between the servers: five for the ensemble, and then one for each broker. */
  peerPort: number;
  /** How many clients may come from one address. */
  maxClients: number;
}

export const DEFAULTS: KafkaSettings = {
  brokers: 1,
  data: "data/kafka",
  host: "127.0.0.1",
  port: 9092,
  peerPort: 9192,
  maxClients: 1_000,
};

export const USAGE = `usage: npm run kafka -- [options]
  --brokers N        how many brokers (${DEFAULTS.brokers})
  --data DIR         where they keep their data (${DEFAULTS.data})
  --host ADDRESS     where they listen (${DEFAULTS.host})
  --port N           the first broker's port for clients; the next has the next (${DEFAULTS.port})
  --peer-port N      the first of the ports between servers (${DEFAULTS.peerPort})
  --max-clients N    how many clients may come from one address (${DEFAULTS.maxClients})
  --mine             run your own chapter 20, and your own of the chapters that you have passed`;

const OPTIONS = {
  brokers: { type: "string" },
  data: { type: "string" },
  host: { type: "string" },
  port: { type: "string" },
  "peer-port": { type: "string" },
  "max-clients": { type: "string" },
  mine: { type: "boolean" },
  id: { type: "string" },
} as const;

/** The brokers, and where each meets clients. */
export function brokersOf({ brokers, host, port }: KafkaSettings): BrokerAddress[] {
  return Array.from({ length: brokers }, (_, at) => ({
    id: at + 1,
    name: `kafka${at + 1}`,
    host,
    port: port + at,
  }));
}

/** @throws Error that says what is wrong */
export function parseOptions(args: readonly string[]): {
  settings: KafkaSettings;
  mine: boolean;
  /** The number of the broker, for a process that is one; 0 for the ensemble's. */
  id: number;
} {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const settings: KafkaSettings = {
    brokers: whole("brokers", values.brokers, DEFAULTS.brokers, 1, 99),
    data: values.data ?? DEFAULTS.data,
    host: values.host ?? DEFAULTS.host,
    port: whole("port", values.port, DEFAULTS.port, 1, 65_535),
    peerPort: whole("peer-port", values["peer-port"], DEFAULTS.peerPort, 1, 65_535),
    maxClients: whole("max-clients", values["max-clients"], DEFAULTS.maxClients, 1, 1_000_000),
  };
  return { settings, mine: values.mine ?? false, id: whole("id", values.id, 0, 0, settings.brokers) };
}

/** The same as arguments: what a process for one server is started with. */
export function formatOptions(settings: KafkaSettings, id: number): string[] {
  const { brokers, data, host, port, peerPort, maxClients } = settings;
  const values = { id, brokers, data, host, port, "peer-port": peerPort, "max-clients": maxClients };
  return Object.entries(values).flatMap(([name, value]) => [`--${name}`, String(value)]);
}

function whole(
  name: string,
  value: string | undefined,
  otherwise: number,
  least: number,
  most: number,
): number {
  if (value === undefined) return otherwise;
  const number = Number(value);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new Error(`--${name} is a whole number from ${least} to ${most}, not ${value}`);
}
