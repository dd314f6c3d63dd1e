import { parseArgs } from "node:util";
import { WORDS } from "#zookeeper-protocol/four-letter-words";

/** What an ensemble is started with. */
export interface EnsembleSettings {
  /** How many servers. They have the numbers from 1. */
  servers: number;
  /** The folder that holds their disks: `DIR/1`, `DIR/2` and so on. */
  data: string;
  /** Where they listen. Only this machine can dial the default. */
  host: string;
  /** Where server 1 meets clients; the next server has the next port. */
  clientPort: number;
  /** Where server 1 meets the others. Each server has four ports, one behind the other. */
  peerPort: number;
  /** How many clients may come from one address: ZooKeeper's `maxClientCnxns`. */
  maxClients: number;
  /** The words of four letters that are answered: ZooKeeper's `4lw.commands.whitelist`. */
  words: string[];
  /** The unit of time, in ms: ZooKeeper's `tickTime`. */
  tick: number;
  /** How often containers and times to live are looked at, in ms: ZooKeeper's `znode.container.checkIntervalMs`. */
  checkInterval: number;
  /** The digest of whoever may do everything: ZooKeeper's `superDigest`. */
  superDigest?: string;
  /** Everybody may do everything: ZooKeeper's `skipACL`. */
  skipAcl: boolean;
}

export const DEFAULTS: EnsembleSettings = {
  servers: 3,
  data: "data/zookeeper",
  host: "127.0.0.1",
  clientPort: 2181,
  peerPort: 2888,
  maxClients: 60,
  words: ["srvr"],
  tick: 2000,
  checkInterval: 60_000,
  skipAcl: false,
};

export const USAGE = `usage: npm run zookeeper -- [options]
  --servers N        how many servers (${DEFAULTS.servers})
  --data DIR         where they keep their data (${DEFAULTS.data})
  --host ADDRESS     where they listen (${DEFAULTS.host})
  --client-port N    the first server's port for clients; the next has the next (${DEFAULTS.clientPort})
  --peer-port N      the first of the ports between servers, four for each (${DEFAULTS.peerPort})
  --max-clients N    how many clients may come from one address (${DEFAULTS.maxClients})
  --words LIST       words of four letters that are answered, with commas; * for all (${DEFAULTS.words.join(",")})
  --tick MS          the unit of time (${DEFAULTS.tick})
  --check-interval MS  how often containers and times to live are looked at (${DEFAULTS.checkInterval})
  --super-digest ID  who may do everything: name:digest, as access lists have it (nobody)
  --skip-acl         everybody may do everything, whatever access lists say
  --mine             run your own chapter 11, and your own of the chapters that you have passed`;

const OPTIONS = {
  servers: { type: "string" },
  data: { type: "string" },
  host: { type: "string" },
  "client-port": { type: "string" },
  "peer-port": { type: "string" },
  "max-clients": { type: "string" },
  words: { type: "string" },
  tick: { type: "string" },
  "check-interval": { type: "string" },
  "super-digest": { type: "string" },
  "skip-acl": { type: "boolean" },
  mine: { type: "boolean" },
  id: { type: "string" },
} as const;

/** @throws Error that says what is wrong */
export function parseOptions(args: readonly string[]): {
  settings: EnsembleSettings;
  mine: boolean;
  /** The number of the server, for a process that is one. */
  id: number;
} {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const settings: EnsembleSettings = {
    servers: whole("servers", values.servers, DEFAULTS.servers, 1, 99),
    data: values.data ?? DEFAULTS.data,
    host: values.host ?? DEFAULTS.host,
    clientPort: whole("client-port", values["client-port"], DEFAULTS.clientPort, 1, 65_535),
    peerPort: whole("peer-port", values["peer-port"], DEFAULTS.peerPort, 1, 65_535),
    maxClients: whole("max-clients", values["max-clients"], DEFAULTS.maxClients, 1, 1_000_000),
    words: values.words === undefined ? DEFAULTS.words : wordsOf(values.words),
    tick: whole("tick", values.tick, DEFAULTS.tick, 10, 60_000),
    checkInterval: whole("check-interval", values["check-interval"], DEFAULTS.checkInterval, 10, 2 ** 31 - 1),
    skipAcl: values["skip-acl"] ?? DEFAULTS.skipAcl,
    ...(values["super-digest"] !== undefined && { superDigest: values["super-digest"] }),
  };
  return { settings, mine: values.mine ?? false, id: whole("id", values.id, 1, 1, settings.servers) };
}

/** The same as arguments: what a process for one server is started with. */
export function formatOptions(settings: EnsembleSettings, id: number): string[] {
  const { servers, data, host, clientPort, peerPort, maxClients, words, tick } = settings;
  const { superDigest, skipAcl, checkInterval } = settings;
  const values = {
    id,
    servers,
    data,
    host,
    "client-port": clientPort,
    "peer-port": peerPort,
    "max-clients": maxClients,
    words: words.join(","),
    tick,
    "check-interval": checkInterval,
  };
  const access = superDigest === undefined ? [] : ["--super-digest", superDigest];
  if (skipAcl) access.push("--skip-acl");
  return [...Object.entries(values).flatMap(([name, value]) => [`--${name}`, String(value)]), ...access];
}

/** @throws Error that says which there are */
function wordsOf(list: string): string[] {
  if (list === "*") return [...WORDS];
  const words = list.split(",").filter((word) => word !== "");
  const unknown = words.find((word) => !WORDS.some((each) => each === word));
  if (unknown === undefined) return words;
  throw new Error(`--words has ${unknown}; there are ${WORDS.join(", ")}`);
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
