import { describe } from "#lab/describe";
import { serverFaults } from "#lab/sweep/faults";
import { type Host, sleep } from "#lab/host";
import type { Scenario, Trial } from "#lab/sweep/scenario";
import type { World } from "#lab/world/world";
import { KeeperClient } from "#master-election/keeper-client";
import { failedBy } from "#master-election/watching";
import { namesOf, Nodes, type NodesOptions, TIMEOUT } from "./nodes";
import { Overseer } from "./overseer";
import { nameOf } from "./stories/labels";
import { Customer } from "./customer";

const CUSTOMERS = ["Ann", "Bob", "Cho"];
/** So small that a run has files, snapshots and purges by the dozen. */
const STORAGE = { snapshotEvery: 40, maxFileBytes: 3_000, keepSnapshots: 3, pieceBytes: 400 };
const ms = { min: 50, max: 4_000 };
const FAULTS: Scenario["faults"] = {
  ...serverFaults(ms),
  break: {},
  wipe: { ms, most: 1 },
};

function open(world: World, options: NodesOptions, syncs: boolean): Trial {
  const nodes = new Nodes({ ...options, storage: STORAGE }, world);
  const overseer = new Overseer(nodes);
  const customers = new Map<string, Customer>();
  for (const name of CUSTOMERS) {
    world.client(name, async (host) => {
      const customer = new Customer(host, overseer, syncs);
      customers.set(name, customer);
      await serve(host, nodes.names, customer);
    });
  }
  world.always("servers that have carried out the same transactions hold the same", () =>
    overseer.disagreement(),
  );
  world.always("an ephemeral znode is there only as long as its session", () => overseer.orphan());
  world.always("what a client has been told of the past stays so", () => overseer.violation);

  let healed = Infinity;
  return {
    writes: () => overseer.writes,
    heal: () => (healed = world.now),
    unsettled(core) {
      const missing = core.filter((name) => !nodes.serving.includes(name));
      if (missing.length > 0) return `${missing.join(", ")} don't serve`;
      const waiting = CUSTOMERS.filter((name) => !((customers.get(name)?.lastAnswer ?? 0) > healed + 500));
      return waiting.length === 0 ? undefined : `${waiting.join(", ")} aren't answered`;
    },
    checks: {
      "every write that a client was told of is on every server": () => overseer.lost(),
      "a write that began after another had ended comes after it": () => overseer.againstRealTime(),
    },
  };
}

/** One session after another. */
async function serve(host: Host, servers: readonly string[], customer: Customer): Promise<void> {
  for (;;) {
    const keeper = new KeeperClient(host, servers, TIMEOUT);
    try {
      await customer.live(keeper);
    } catch (error) {
      if (!failedBy(error, "SessionExpired")) throw error;
    }
    await sleep(host.clock, 20);
  }
}

/** Three servers, and customers who write, read and watch through all of them. */
export const writes: Scenario = {
  name: "writes",
  step: "ensemble/serving",
  servers: namesOf(),
  clients: CUSTOMERS,
  faults: FAULTS,
  caps: { down: 2 },
  faultsFor: 8_000,
  mostFaults: 16,
  pinned: [
    {
      // Each of them in turn, before the one before it has quite come back.
      name: "rolling-restart",
      seed: 1,
      actions: namesOf().flatMap((on, index) => [
        { at: 1_500 + 1_200 * index, kind: "kill" as const, on, ms: 700 },
        { at: 5_200 + 800 * index, kind: "power-cut" as const, on, ms: 500 },
      ]),
    },
    {
      // All at once, and all at once again before they have agreed on anything.
      name: "blackout",
      seed: 2,
      actions: [2_000, 3_200].flatMap((at) =>
        namesOf().map((on) => ({ at, kind: "power-cut" as const, on, ms: 600 })),
      ),
    },
  ],
  tell: (message) => nameOf(describe(message)),
  setup: (world) => open(world, {}, false),
};

const LARGE: NodesOptions = { servers: 5, observers: 1 };

/** Five servers and an observer, and customers who sync as well. */
export const large: Scenario = {
  ...writes,
  name: "large",
  step: "ensemble/sync",
  servers: namesOf(LARGE),
  caps: { down: 3, damaged: 1 },
  pinned: [],
  setup: (world) => open(world, LARGE, true),
};

export const scenarios: readonly Scenario[] = [writes, large];
