import * as path from "node:path";
import { type Address, Addresses } from "#lab/node/addresses";
import { type NodeServer, startServer } from "#lab/node/node-host";
import { ELECTION_SERVICE } from "#leader-election/notification";
import { Members } from "#quorum/members";
import { HEARSAY_SERVICE } from "#reconfiguration/hearsay";
import { RECONFIG_SERVICE } from "#reconfiguration/office";
import { ReconfigurableServer } from "#reconfiguration/reconfigurable-server";
import { MAX_TIMEOUT_TICKS, MIN_TIMEOUT_TICKS } from "#sessions/opening";
import { ZAB_SERVICE } from "#zab/messages";
import { refuseWithoutPermission } from "#zookeeper-protocol/access-guard";
import type { Access } from "#zookeeper-protocol/access-rules";
import type { About } from "#zookeeper-protocol/four-letter-words";
import { LIMITS } from "#zookeeper-protocol/limits";
import { PROTOCOL_SERVICE, ProtocolServer } from "#zookeeper-protocol/protocol-server";
import { Upkeep } from "#zookeeper-protocol/upkeep";
import type { EnsembleSettings } from "./options";

/** Ports between servers, in this order. */
const PEER_SERVICES = [ELECTION_SERVICE, ZAB_SERVICE, RECONFIG_SERVICE, HEARSAY_SERVICE];

/** ZooKeeper's sample configuration has the same. */
const PEER_LIMITS = { initLimit: 10, syncLimit: 5 };

/** One server of an ensemble, in this process. */
export class ZooKeeperServer {
  constructor(
    readonly server: ReconfigurableServer,
    readonly desk: ProtocolServer,
  ) {}

  /** What it is doing, in one line for people. */
  get status(): string {
    const { state } = this.server.participation.peer;
    const { program, storage } = this.server;
    if (!program.isServing) return state === "LOOKING" ? "looking for a leader" : "catching up";
    const epoch = this.server.participation.epoch ?? 0;
    return `${state === "LEADING" ? "leads" : "follows"} in epoch ${epoch}, ${storage.database.tree.record("/")!.children} znodes below /`;
  }
}

/**
 * Starts server `id` of an ensemble in this process.
 * @param onEnd told when the server halts or throws
 * @returns when it can be dialled
 */
export function runServer(
  settings: EnsembleSettings,
  id: number,
  onEnd?: (error: Error) => void,
): Promise<NodeServer<ZooKeeperServer>> {
  const { data, tick } = settings;
  const members = new Members(
    numbersOf(settings).map((each) => ({ id: each, name: nameOf(each), role: "participant" })),
  );
  return startServer(
    {
      name: nameOf(id),
      folder: path.join(data, String(id)),
      addresses: addressesOf(settings),
      ...(onEnd && { onEnd }),
    },
    (host) => {
      const limits = { ...LIMITS, clientsPerAddress: settings.maxClients };
      // Nobody asks before it has begun.
      const mode = (): string => modeOf(server, settings);
      const clients = new ProtocolServer(
        host,
        limits,
        { ...aboutOf(settings, id), mode },
        accessOf(settings),
      );
      const timing = { tick, ...PEER_LIMITS };
      const guard = refuseWithoutPermission;
      const server = new ReconfigurableServer(host, { self: id, members, timing, clients, guard });
      const { program, storage, participation } = server;
      new Upkeep(
        host.clock,
        settings.checkInterval,
        program,
        () => storage.database,
        () => participation.peer.state === "LEADING",
      );
      return new ZooKeeperServer(server, clients);
    },
  );
}

function accessOf({ superDigest, skipAcl }: EnsembleSettings): Access {
  return { skipAcl, ...(superDigest !== undefined && { superDigest }) };
}

/** What `conf` tells. */
function aboutOf(settings: EnsembleSettings, id: number): Omit<About, "mode"> {
  const { clientPort, data, tick, maxClients, words } = settings;
  return {
    words: new Set(words),
    settings: {
      clientPort: clientPort + id - 1,
      dataDir: path.resolve(data, String(id)),
      tickTime: tick,
      maxClientCnxns: maxClients,
      minSessionTimeout: MIN_TIMEOUT_TICKS * tick,
      maxSessionTimeout: MAX_TIMEOUT_TICKS * tick,
      serverId: id,
      ...PEER_LIMITS,
    },
  };
}

const MODES = { LOOKING: "looking", LEADING: "leader", FOLLOWING: "follower", OBSERVING: "observer" };

function modeOf(server: ReconfigurableServer, { servers }: EnsembleSettings): string {
  return servers === 1 ? "standalone" : MODES[server.participation.peer.state];
}

function addressesOf(settings: EnsembleSettings): Addresses {
  const { host, clientPort, peerPort } = settings;
  const addresses: Record<string, Address> = {};
  for (const id of numbersOf(settings)) {
    addresses[`${nameOf(id)}/${PROTOCOL_SERVICE}`] = { host, port: clientPort + id - 1 };
    for (const [index, service] of PEER_SERVICES.entries()) {
      const port = peerPort + (id - 1) * PEER_SERVICES.length + index;
      addresses[`${nameOf(id)}/${service}`] = { host, port };
    }
  }
  return new Addresses(addresses);
}

function numbersOf({ servers }: EnsembleSettings): number[] {
  return Array.from({ length: servers }, (_, index) => index + 1);
}

function nameOf(id: number): string {
  return `zk${id}`;
}
