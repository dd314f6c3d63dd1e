import { NEW_MARK } from "#leader-election/origin";
import { marked } from "#lab/testing/marked";
import { type Host, sleep } from "#lab/host";
import type { History } from "#lab/checkers/history";
import { bytes } from "#lab/testing/bytes";
import { World } from "#lab/world/world";
import { KeeperClient } from "#master-election/keeper-client";
import { failedBy } from "#master-election/watching";
import { CONFIG, parseConfiguration } from "#reconfiguration/config";
import { askForConfiguration } from "#reconfiguration/operator";
import { ReconfigurableServer } from "#reconfiguration/reconfigurable-server";
import type { ReconfigRequest } from "#reconfiguration/reconfigure";
import { KeeperError } from "#znode-tree/errors";
import { idOf, letters, members } from "./members";

/** So small that a run has files, snapshots and purges by the dozen. */
const STORAGE = { maxFileBytes: 3_000, snapshotEvery: 60 };

/** Whole servers of ZooKeeper, of which the founders are members at first; and clients. */
export class Keepers {
  readonly world: World;
  readonly #names: string[];

  constructor(founders: string, joiners: string, world = new World({ seed: 1 })) {
    this.world = world;
    this.#names = [...founders, ...joiners];
    for (const name of this.#names) {
      const options = { self: idOf(name), members: members(founders), storage: STORAGE };
      const boot = (host: Host): ReconfigurableServer => new ReconfigurableServer(host, options);
      this.world.server(name, founders.includes(name) ? marked(NEW_MARK, boot) : boot);
    }
  }

  /** @throws Error if it is down */
  server(name: string): ReconfigurableServer {
    const server = this.find(name);
    if (server === undefined) throw new Error(`${name} is down`);
    return server;
  }

  find(name: string): ReconfigurableServer | undefined {
    return this.world.machine(name).instance as ReconfigurableServer | undefined;
  }

  /** What hasn't come to rest, as a sentence, when all servers are well. */
  get unsettled(): string | undefined {
    const servers = this.#names.map((name) => ({ name, server: this.find(name) }));
    const down = servers.find(({ server }) => server === undefined);
    if (down !== undefined) return `${down.name} is down`;
    const idle = servers.find(({ server }) => !server!.program.isServing);
    if (idle !== undefined) return `${idle.name} serves nobody`;
    const leaders = servers.filter(({ server }) => server!.participation.peer.leader !== undefined);
    if (leaders.length !== 1) return `${leaders.length} lead`;
    const [leader] = leaders;
    const { version, members } = leader!.server!.participation.membership.committed;
    if (!members.isParticipant(idOf(leader!.name))) return `${leader!.name} leads, and is no participant`;
    const { lastZxid } = leader!.server!.storage.database;
    const late = servers.find(
      ({ server }) =>
        server!.participation.membership.committed.version !== version ||
        server!.storage.database.lastZxid !== lastZxid,
    );
    return late === undefined ? undefined : `${late.name} doesn't have all that ${leader!.name} has`;
  }

  /** Runs a client, again and again, with a new session each time. */
  client(name: string, program: (keeper: KeeperClient, host: Host) => Promise<void>): void {
    this.world.client(name, async (host) => {
      for (;;) {
        const keeper = new KeeperClient(host, this.#names);
        try {
          await program(keeper, host);
        } catch (error) {
          if (!failedBy(error, "SessionExpired")) throw error;
        }
        await keeper.close();
        await sleep(host.clock, 50);
      }
    });
  }

  /**
   * An operator asks.
   * @returns the letters, or the refusal, once they are known
   */
  operator(name: string, request: ReconfigRequest): { outcome?: string } {
    const answer: { outcome?: string } = {};
    this.world.client(name, async (host) => {
      try {
        answer.outcome = letters((await askForConfiguration(host, this.#names, request)).members);
      } catch (error) {
        if (!(error instanceof KeeperError)) throw error;
        answer.outcome = error.reason;
      }
    });
    return answer;
  }
}

/** An operator who asks for whatever stands in a list, one after the other. */
export async function operate(
  host: Host,
  servers: readonly string[],
  wishes: ReconfigRequest[],
): Promise<void> {
  for (;;) {
    await sleep(host.clock, 40);
    const wish = wishes.shift();
    if (wish === undefined) continue;
    try {
      await askForConfiguration(host, servers, wish);
    } catch (error) {
      if (!(error instanceof KeeperError)) throw error;
    }
  }
}

/** Reads the configuration again and again, whenever a watch says that it is another. */
export async function follow(keeper: KeeperClient, host: Host, seen: string[]): Promise<void> {
  for (;;) {
    let tell!: () => void;
    const changed = new Promise<void>((resolve) => (tell = resolve));
    try {
      const { data } = await keeper.getData(CONFIG, tell);
      const now = letters(parseConfiguration(data).members);
      if (seen.at(-1) !== now) seen.push(now);
      await changed;
    } catch (error) {
      if (!failedBy(error, "ConnectionLoss", "NoNode")) throw error;
      await sleep(host.clock, 100);
    }
  }
}

/**
 * Sets a znode again and again, with one session after the other.
 * @param history of what was asked and what came of it: the zxid by which it was set
 */
export async function set(
  keeper: KeeperClient,
  host: Host,
  path: string,
  history: History<string, bigint>,
  goesOn: () => boolean = () => true,
): Promise<void> {
  for (let n = 1; ; n++) {
    await sleep(host.clock, 40);
    if (!goesOn()) continue;
    const call = history.invoke(host.name, `${host.name} ${n}`);
    try {
      const data = bytes(`${host.name} ${n}`);
      if ((await keeper.exists(path)) === undefined) {
        const { stat } = await keeper.create(path, data);
        call.ok(stat.mzxid, stat.mzxid);
      } else {
        const { mzxid } = await keeper.setData(path, data);
        call.ok(mzxid, mzxid);
      }
    } catch (error) {
      if (!failedBy(error, "ConnectionLoss", "NodeExists", "SessionMoved", "SessionExpired")) throw error;
      if (failedBy(error, "NodeExists", "SessionMoved")) call.fail();
      else call.unknown();
      if (failedBy(error, "SessionExpired")) return;
    }
  }
}
