import { markIfNew } from "./new-ensemble";
import { DEFAULTS } from "./options";
import { runServer } from "./run-server";

export interface EmbeddedOptions {
  /** Where it keeps its data. */
  data: string;
  /** Where clients connect. Default: 2181. */
  clientPort?: number;
  /** The first of four ports that it would use to talk to others. Default: 2888. */
  peerPort?: number;
  /** Where it listens. Default: where only this machine can dial. */
  host?: string;
  /** How many clients may come from one address. Default: 60. */
  maxClients?: number;
  /** Words of four letters that are answered. Default: srvr. */
  words?: string[];
  /** In ms; sessions last from 2 to 20 of them. Default: 2000. */
  tick?: number;
  /** How often containers and times to live are looked at, in ms. Default: 60000. */
  checkInterval?: number;
  /** The digest of whoever may do everything. Default: nobody. */
  superDigest?: string;
  /** Everybody may do everything, whatever access lists say. Default: no. */
  skipAcl?: boolean;
}

/** A ZooKeeper server in this process. */
export interface EmbeddedServer {
  /** What clients are given to connect to it. */
  readonly connectString: string;
  /** Stops it. Its data stays, and can be started again. */
  stop(): Promise<void>;
}

/**
 * Starts a single ZooKeeper server in this process, for the tests of a program that needs one, say.
 *
 * ```ts
 * const server = await startZooKeeper({ data: "data/test" });
 * const client = zookeeper.createClient(server.connectString);
 * ```
 *
 * @returns when it can be dialled; a moment later it serves
 */
export async function startZooKeeper(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const settings = { ...DEFAULTS, ...options, servers: 1 };
  markIfNew(settings);
  const server = await runServer(settings, 1);
  return {
    connectString: `${settings.host}:${settings.clientPort}`,
    stop: () => server.stop(),
  };
}
