import { NEW_MARK } from "#leader-election/origin";
import { marked } from "#lab/testing/marked";
import { serverFaults } from "#lab/sweep/faults";
import type { Action } from "#lab/sweep/action";
import type { Injector } from "#lab/sweep/injector";
import type { Scenario, Trial } from "#lab/sweep/scenario";
import type { SeededRandom } from "#lab/world/random";
import type { Machine } from "#lab/world/machine";
import type { World } from "#lab/world/world";
import type { Members } from "#quorum/members";
import { tell } from "./labels";
import { Node } from "./node";
import { Properties } from "./properties";
import { membersOf } from "./subject";

/** So small that a run has files, snapshots and purges by the dozen. */
const STORAGE = { snapshotEvery: 30, maxFileBytes: 1_500, keepSnapshots: 3, pieceBytes: 300 };
const ms = { min: 50, max: 3_000 };

export interface Ensemble extends Trial {
  nodes: ReadonlyMap<string, Machine<Node>>;
  properties: Properties;
}

/** Fills a world with servers that broadcast. */
export function broadcast(world: World, members: Members): Ensemble {
  const properties = new Properties();
  const nodes = new Map(
    members.list.map(({ id, name }) => [
      name,
      world.server(
        name,
        marked(NEW_MARK, (host) => new Node(host, id, members, properties, STORAGE)),
      ),
    ]),
  );
  world.always(
    "all deliver the same in the same order, and whoever leads has all that was committed",
    () => properties.violation,
  );
  const before = new Map<string, number>();
  return {
    nodes,
    properties,
    writes: () => properties.committed.length,
    heal: () => {
      for (const [name, { instance }] of nodes) before.set(name, instance?.delivered ?? 0);
    },
    unsettled(core) {
      const running = core.map((name) => nodes.get(name)!.instance);
      if (running.some((node) => node?.isServing !== true)) return "not all serve";
      if (running.filter((node) => node!.leading !== undefined).length !== 1) return "not exactly one leads";
      const stuck = core.filter((name) => {
        const { delivered } = nodes.get(name)!.instance!;
        return delivered === 0 || delivered === before.get(name);
      });
      return stuck.length === 0 ? undefined : `${stuck.join(", ")} deliver nothing`;
    },
  };
}

const FAULTS: Scenario["faults"] = {
  ...serverFaults(ms),
  break: {},
  "flush-error": { ms, most: 3 },
  wipe: { ms, most: 1 },
};

/** Whoever was elected dies, at whatever it is doing at the moment. */
const leaderDies: NonNullable<Scenario<Ensemble>["own"]>[string] = {
  most: 6,
  draw: (random: SeededRandom) => ({
    kind: random.pick(["kill", "power-cut"]),
    ms: random.pick([100, 600, 2_000]),
  }),
  act({ nodes }: Ensemble, faults: Injector, drawn: unknown): boolean {
    const { kind, ms } = drawn as { kind: "kill" | "power-cut"; ms: number };
    const elected = [...nodes].find(([, { instance }]) => instance?.peer.leader !== undefined)?.[0];
    return elected !== undefined && faults.do({ kind, on: elected, ms });
  },
};

function all(kind: "kill" | "power-cut", at: number, ms: number): Action[] {
  return ["A", "B", "C"].map((on, index) => ({ at: at + index, kind, on, ms }));
}

/** Three servers that broadcast, and everything that can befall them. */
export const three: Scenario<Ensemble> = {
  name: "three",
  step: "zab/recovery",
  servers: ["A", "B", "C"],
  faults: FAULTS,
  own: { "the leader dies": leaderDies },
  caps: { down: 2 },
  faultsFor: 8_000,
  mostFaults: 16,
  pinned: [
    {
      name: "blackout",
      seed: 1,
      actions: [...all("power-cut", 1_500, 400), ...all("power-cut", 2_300, 300)],
    },
    {
      // Each in turn, before the one before it has quite come back.
      name: "rolling-restart",
      seed: 2,
      actions: ["A", "B", "C", "A", "B", "C"].map((on, index) => ({
        at: 1_000 + 900 * index,
        kind: "kill",
        on,
        ms: 600,
      })),
    },
    {
      // C leads alone for a while, with what nobody else has. Then the others have gone on without it.
      name: "deposed-leaders-tail",
      seed: 3,
      actions: [
        { at: 2_000, kind: "isolate", on: "C", direction: "out", ms: 4_000 },
        { at: 2_050, kind: "isolate", on: "C", direction: "in", ms: 4_000 },
      ],
    },
    {
      // A snapshot is begun before a tail is cut off and finished behind it: ZOOKEEPER-1549.
      name: "dirty-snapshot",
      seed: 39,
      actions: [
        { at: 923.4, kind: "split", groups: [["C", "B"], ["A"]], ms: 114.1 },
        { at: 960.2, kind: "slow", from: "C", to: "B", delay: { min: 50, max: 200 }, ms: 11 },
        { at: 6_373.7, kind: "split", groups: [["A", "B"], ["C"]], ms: 144.2 },
        { at: 6_480.2, kind: "split", groups: [["A"], ["C", "B"]], ms: 332.2 },
        { at: 6_502.1, kind: "slow", from: "C", to: "B", delay: { min: 50, max: 200 }, ms: 330.4 },
      ],
    },
  ],
  tell,
  setup: (world) => broadcast(world, membersOf(3)),
};

/** Four participants of which one may be away, and an observer. */
export const observed: Scenario<Ensemble> = {
  ...three,
  name: "observed",
  servers: ["A", "B", "C", "D", "E"],
  caps: { down: 3, damaged: 1 },
  pinned: [],
  setup: (world) => broadcast(world, membersOf(4, 1)),
};

export const scenarios: readonly Scenario<Ensemble>[] = [three, observed];
