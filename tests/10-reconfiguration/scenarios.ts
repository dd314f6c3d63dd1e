import { serverFaults } from "#lab/sweep/faults";
import type { Pin, Scenario, Trial } from "#lab/sweep/scenario";
import type { World } from "#lab/world/world";
import { History } from "#lab/checkers/history";
import { Agreement } from "#lab/checkers/invariants";
import { checkWitnessOrder } from "#lab/checkers/witness-order";
import { CONFIG } from "#reconfiguration/config";
import { ANY_CONFIGURATION, type ReconfigRequest } from "#reconfiguration/reconfigure";
import { showZxid } from "#zab/zxids";
import { Ensemble } from "./ensemble";
import { Keepers, operate, set } from "./keepers";
import { tell } from "./labels";
import { list } from "./members";

const SERVERS = ["A", "B", "C", "D", "E"];
const CUSTOMERS = ["Ann", "Bob"];
const OPERATOR = "Olga";
const SETTING = "/max_connections";
/** ms */
const INSTALLED = 20;
const ms = { min: 50, max: 3_000 };

interface Changing extends Trial {
  /** @returns whether an operator who hasn't anything to do was told */
  change(to: string): boolean;
}

function open(world: World, founders: string): Changing {
  const ensemble = new Ensemble(world, founders).add(SERVERS.join(""));
  // A server is installed before anything befalls it.
  world.advance(INSTALLED);
  ensemble.addCustomers(...CUSTOMERS).addOperator(OPERATOR);
  let isAble = true;
  return {
    change(to) {
      ensemble.wish({ expected: ANY_CONFIGURATION, members: list(to) });
      return true;
    },
    writes: () => ensemble.witness.sales.size,
    heal() {
      ensemble.isBuying = false;
    },
    unsettled(core) {
      const down = core.find((name) => ensemble.server(name) === undefined);
      if (down !== undefined) return `${down} is down`;
      isAble = ensemble.canGoOn(core);
      return isAble ? ensemble.unsettled(core) : undefined;
    },
    checks: {
      "what a customer was told is on every server": () => {
        const lost = isAble ? ensemble.lostSales(ensemble.leaders()) : [];
        return lost.length === 0 ? undefined : { facts: lost.slice(0, 3) };
      },
    },
  };
}

const FAULTS: Scenario["faults"] = {
  ...serverFaults(ms),
  break: {},
};

const own: NonNullable<Scenario<Changing>["own"]> = {
  change: {
    most: 12,
    draw: (random) => {
      const [first, ...rest] = random.shuffle(SERVERS);
      const chosen = rest.slice(0, 2 + random.below(3));
      const observers = rest.slice(chosen.length).filter(() => random.chance(0.5));
      return [first, ...chosen, ...observers.map((name) => name.toLowerCase())].join("");
    },
    act: (trial, _, to) => trial.change(to as string),
  },
};

const pinned: Pin[] = [
  {
    // A list is in some logs when its leader dies, and the others go on without it: nobody may wait for its quorum.
    name: "gone-on-without-it",
    seed: 250,
    actions: [
      { at: 7_082.8, kind: "own", name: "change", with: "BDECA" },
      { at: 7_383.1, kind: "own", name: "change", with: "CEBad" },
      { at: 9_215.1, kind: "power-cut", on: "B", ms: 21 },
      { at: 9_222.1, kind: "own", name: "change", with: "ACDE" },
      { at: 9_243, kind: "power-cut", on: "E", ms: 12 },
    ],
  },
];

/** Three of five servers are members at first; an operator changes it again and again. */
export const changing: Scenario<Changing> = {
  name: "changing",
  step: "reconfiguration/leaving",
  servers: SERVERS,
  clients: [...CUSTOMERS, OPERATOR],
  faults: FAULTS,
  own,
  mostFaults: 24,
  pinned,
  tell,
  setup: (world) => open(world, "ABC"),
};

/** The same, and in the end one of the five may be away for good; and one may lose its disk. */
export const forgetful: Scenario<Changing> = {
  ...changing,
  name: "forgetful",
  faults: { ...FAULTS, wipe: { ms } },
  caps: { damaged: 1, core: 4 },
  pinned: [],
};

function openWhole(world: World): Changing {
  const keepers = new Keepers("ABC", "DE", world);
  world.advance(INSTALLED);
  const history = new History<string, bigint>(() => world.now);
  const wishes: ReconfigRequest[] = [];
  let isHealed = false;
  for (const name of CUSTOMERS) {
    keepers.client(name, (keeper, host) => set(keeper, host, SETTING, history, () => !isHealed));
  }
  world.client(OPERATOR, (host) => operate(host, SERVERS, wishes));
  const agreement = new Agreement();
  world.always(
    "servers that are at the same transaction have the same setting and the same configuration",
    () => {
      for (const name of SERVERS) {
        const server = keepers.find(name);
        if (server?.program.isServing !== true) continue;
        const { tree, lastZxid } = server.storage.database;
        const at = [SETTING, CONFIG].map((path) => `${path} of ${showZxid(tree.exists(path)?.mzxid ?? 0n)}`);
        const found = agreement.check(showZxid(lastZxid), at, name);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  );
  return {
    change(to) {
      wishes.push({ expected: ANY_CONFIGURATION, members: list(to) });
      return true;
    },
    writes: () => history.ok.length,
    heal: () => (isHealed = true),
    unsettled: () => keepers.unsettled,
    checks: {
      "writes come in the order in which they were acknowledged": () =>
        checkWitnessOrder(history.operations, { isWrite: () => true }),
      "the last write that a client was told of isn't lost": () => {
        const last = history.ok.reduce((zxid, { witness }) => (witness! > zxid ? witness! : zxid), 0n);
        const lost = SERVERS.find(
          (name) => (keepers.server(name).storage.database.tree.exists(SETTING)?.mzxid ?? 0n) < last,
        );
        return lost === undefined
          ? undefined
          : { facts: [`${showZxid(last)} was acknowledged`, `${lost} doesn't have it`] };
      },
    },
  };
}

/** Whole servers of ZooKeeper, with its own clients. */
export const whole: Scenario<Changing> = {
  ...changing,
  name: "whole",
  pinned: [],
  setup: openWhole,
};

export const scenarios: readonly Scenario<Changing>[] = [changing, forgetful, whole];
