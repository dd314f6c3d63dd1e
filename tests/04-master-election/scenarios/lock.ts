import { sleep } from "#lab/host";
import type { Scenario } from "#lab/sweep/scenario";
import { KeeperClient } from "#master-election/keeper-client";
import { KeeperServer } from "#master-election/keeper-server";
import { withLock } from "#master-election/lock";
import { failedBy } from "#master-election/watching";
import { DATABASES, ensure, KEEPER } from "../shop";
import { Storage, StorageClient } from "../storage";
import { FAULTS, MOST_FAULTS, SERVERS } from "./faults";

const LINE = "/lock";

/** Three programs count up one number: they read it, think, and write it, with the lock. */
export const lockScenario: Scenario = {
  name: "lock",
  step: "master-election/lock",
  servers: SERVERS,
  clients: ["storage"],
  faults: FAULTS,
  mostFaults: MOST_FAULTS,
  setup(world) {
    const server = world.server(KEEPER, (host) => new KeeperServer(host));
    const storage = world.server("storage", (host) => new Storage(host));
    /** The tokens of those who are at work, by name. */
    const working = new Map<string, bigint>();
    const finished = new Map<string, number>();
    let healed: Map<string, number> | undefined;

    for (const name of DATABASES) {
      world.client(name, async (host) => {
        working.delete(name);
        const client = new StorageClient(host);
        for (;;) {
          const keeper = new KeeperClient(host, [KEEPER]);
          try {
            await ensure(keeper, LINE);
            for (;;) {
              await withLock(keeper, LINE, name, async (token) => {
                working.set(name, token);
                const read = await client.use(token);
                await sleep(host.clock, 20);
                if (typeof read === "number") await client.use(token, read + 1);
                working.delete(name);
              });
              finished.set(name, (finished.get(name) ?? 0) + 1);
              await sleep(host.clock, 250);
            }
          } catch (error) {
            working.delete(name);
            if (!failedBy(error, "SessionExpired", "NoNode")) throw error;
          }
          await keeper.close();
          await sleep(host.clock, 20);
        }
      });
    }

    const live = (): Map<bigint, string> => {
      const { tree } = server.instance!;
      const names = tree.exists(LINE) ? tree.getChildren(LINE) : [];
      return new Map(names.map((name) => [tree.exists(`${LINE}/${name}`)!.czxid, name]));
    };
    world.always("at most one ticket that is in the line is at work", () => {
      if (working.size < 2) return undefined;
      const tickets = live();
      const holders = [...working].filter(([, token]) => tickets.has(token));
      if (holders.length < 2) return undefined;
      return { facts: holders.map(([name, token]) => `${name} is at work with ${tickets.get(token)}`) };
    });
    world.always("nothing that was counted is lost", () => {
      const { accepted } = storage.instance!;
      const [before, last] = [accepted.at(-2)?.value ?? 0, accepted.at(-1)?.value ?? 1];
      if (last === before + 1) return undefined;
      return {
        facts: [`${accepted.at(-2)?.by} wrote ${before}`, `${accepted.at(-1)?.by} wrote ${last} after it`],
      };
    });
    return {
      writes: () => storage.instance!.accepted.length,
      heal: () => (healed = new Map(finished)),
      unsettled() {
        const stuck = DATABASES.filter((name) => (finished.get(name) ?? 0) < (healed?.get(name) ?? 0) + 2);
        if (stuck.length > 0) return `${stuck.join(", ")} didn't get the lock twice since the healing`;
        const { size } = live();
        return size <= 3 ? undefined : `three programs have ${size} tickets`;
      },
    };
  },
};
