import { Agreement, NeverBack } from "#lab/checkers/invariants";
import type { Scenario } from "#lab/sweep/scenario";
import type { World } from "#lab/world/world";
import { KeeperServer } from "#master-election/keeper-server";
import { MASTER, MasterRace } from "#master-election/race";
import { failedBy } from "#master-election/watching";
import { Databases } from "../databases";
import { DATABASES, KEEPER } from "../shop";
import { Storage, StorageClient } from "../storage";
import { FAULTS, MOST_FAULTS, SERVERS } from "./faults";

/** Three databases race for /master, whatever happens to them and to the network. */
export const raceScenario: Scenario = {
  name: "race",
  step: "master-election/race",
  servers: SERVERS,
  faults: FAULTS,
  mostFaults: MOST_FAULTS,
  pinned: [
    {
      // It comes back sooner than its old session is over.
      name: "killed-and-back",
      seed: 3,
      actions: [1_000, 3_000].flatMap((at) =>
        DATABASES.map((on) => ({ at, kind: "kill" as const, on, ms: 100 })),
      ),
    },
  ],
  setup(world) {
    let done = 0;
    const { keeper, databases } = race(world, async (keeper) => {
      try {
        await keeper.setData("/orders", new Uint8Array(0));
        done += 1;
      } catch (error) {
        if (!failedBy(error, "ConnectionLoss", "SessionExpired")) throw error;
      }
    });
    return { writes: () => done, unsettled: () => unsettled(keeper(), databases) };
  },
};

/** The master writes to a storage that isn't ZooKeeper. */
export const fencingScenario: Scenario = {
  name: "fencing",
  step: "master-election/fencing",
  servers: SERVERS,
  clients: ["storage"],
  faults: FAULTS,
  mostFaults: MOST_FAULTS,
  setup(world) {
    const storage = world.server("storage", (host) => new Storage(host));
    const clients = new WeakMap<object, StorageClient>();
    const { keeper, databases } = race(world, async (_, { token }, host) => {
      if (!clients.has(host)) clients.set(host, new StorageClient(host));
      await clients.get(host)!.use(token!, 1);
    });
    const tokens = new NeverBack("the token of an accepted write");
    const writers = new Agreement();
    let looked = 0;
    world.always("writes are accepted from newer and newer masters", () => {
      const { accepted } = storage.instance!;
      for (; looked < accepted.length; looked++) {
        const { token, by } = accepted[looked]!;
        const found = tokens.check("storage", token) ?? writers.check(token, by, "the storage");
        if (found !== undefined) return found;
      }
      return undefined;
    });
    return {
      writes: () => storage.instance!.accepted.length,
      unsettled() {
        const master = keeper().tree.exists(MASTER)?.czxid;
        const last = storage.instance!.accepted.at(-1)?.token;
        return (
          unsettled(keeper(), databases) ??
          (last === master ? undefined : "the master's writes don't get through")
        );
      },
    };
  },
};

type Work = ConstructorParameters<typeof Databases<MasterRace>>[2]["work"];

function race(
  world: World,
  work: (
    keeper: Parameters<Work>[0]["keeper"],
    taker: MasterRace,
    host: Parameters<Work>[1],
  ) => Promise<void>,
): { keeper: () => KeeperServer; databases: Databases<MasterRace> } {
  const server = world.server(KEEPER, (host) => new KeeperServer(host));
  const keeper = (): KeeperServer => server.instance!;
  const databases = new Databases(world, DATABASES, {
    needs: ["/orders"],
    taker: (client, host) => new MasterRace(client, host.name, (role) => host.note(role)),
    work: (life, host) => work(life.keeper, life.taker, host),
  });
  watchOver(world, keeper, databases);
  return { keeper, databases };
}

function watchOver(world: World, keeper: () => KeeperServer, databases: Databases<MasterRace>): void {
  /** For each session that has had /master: undefined, or the zxid at which it was gone. */
  const goneAt = new Map<bigint, bigint | undefined>();
  let owner: bigint | undefined;
  world.always(
    "only whoever has created /master leads, and only until it hears that its znode is gone",
    () => {
      const { tree, database } = keeper();
      const now = tree.exists(MASTER)?.ephemeralOwner;
      if (now !== owner) {
        if (owner !== undefined) goneAt.set(owner, database.lastZxid);
        if (now !== undefined) goneAt.set(now, undefined);
        owner = now;
      }
      for (const [name, { keeper: client, taker }] of databases.lives) {
        if (taker.role !== "LEADER") continue;
        if (!goneAt.has(client.session))
          return { facts: [`${name} leads`, "its session has never had /master"] };
        const gone = goneAt.get(client.session);
        if (client.state === "expired")
          return { facts: [`${name} leads`, "it knows that its session is over"] };
        if (gone !== undefined && client.lastZxid >= gone) {
          return {
            facts: [`${name} leads`, `it has heard of zxid ${client.lastZxid}; its /master went at ${gone}`],
          };
        }
      }
      return undefined;
    },
  );
}

function unsettled({ tree }: KeeperServer, databases: Databases<MasterRace>): string | undefined {
  const leaders = databases.lives.filter(([, { taker }]) => taker.role === "LEADER");
  const owner = tree.exists(MASTER)?.ephemeralOwner;
  if (leaders.length !== 1 || leaders[0]![1].keeper.session !== owner) {
    const names = leaders.map(([name]) => name).join(" and ") || "nobody";
    return `${names} leads, and /master ${owner === undefined ? "isn't there" : "is somebody's"}`;
  }
  return databases.are("FOLLOWER").length === 2 ? undefined : "not all others follow";
}
