import { NEW_MARK } from "#leader-election/origin";
import { marked } from "#lab/testing/marked";
import { serverFaults } from "#lab/sweep/faults";
import type { Disk } from "#lab/host";
import type { Scenario, Trial } from "#lab/sweep/scenario";
import type { Machine } from "#lab/world/machine";
import type { World } from "#lab/world/world";
import { originOf } from "#leader-election/origin";
import { Members } from "#quorum/members";
import { tell } from "./labels";
import { INSTALLED, Replica } from "./replica";
import { membersOf, nameOf } from "./stage";
import { Witness } from "./witness";

/** Signs of life stay away after 500 ms: faults are on both sides of it. */
const ms = { min: 50, max: 2_500 };
const FAULTS = serverFaults(ms);

function openEnsemble(
  world: World,
  servers: number,
  observers = 0,
  isLost: (disk: Disk) => boolean = () => false,
): Trial {
  const members = new Members(membersOf(servers, observers));
  const witness = new Witness(members);
  let resigning = true;
  let committed = 0;
  const machines: Machine<Replica>[] = members.list.map(({ id, name }) =>
    world.server(
      name,
      marked(
        NEW_MARK,
        (host) =>
          new Replica(host, {
            self: id,
            members,
            witness,
            isLost,
            resigns: () => resigning,
            commits: () => (committed += 1),
          }),
      ),
    ),
  );
  // Nothing befalls a server while it is being installed.
  world.advance(INSTALLED - 1);
  world.always(
    "a leader has the longest history of a quorum that has voted for it, and those who follow it know that it leads",
    () => witness.violation,
  );
  return {
    writes: () => committed,
    heal: () => (resigning = false),
    unsettled(core) {
      const replicas = machines.filter(({ name }) => core.includes(name)).map(({ instance }) => instance!);
      const [first] = replicas.filter(({ election }) => election.state === "LEADING");
      if (first === undefined) return "nobody leads";
      const astray = replicas.find(({ worksWith }) => worksWith !== first.self);
      if (astray === undefined) return undefined;
      const { worksWith } = astray;
      const does = worksWith === undefined ? "finds no leader" : `goes with ${nameOf(worksWith)}`;
      return `${nameOf(first.self)} leads, and ${nameOf(astray.self)} ${does}`;
    },
  };
}

/** Three servers. */
export const three: Scenario = {
  name: "three",
  step: "leader-election/repeats",
  servers: ["A", "B", "C"],
  faults: FAULTS,
  mostFaults: 12,
  faultsFor: 5_000,
  tell,
  setup: (world) => openEnsemble(world, 3),
};

/** Five servers, three of which are enough: they come to rest while the other two are away. */
export const five: Scenario = {
  name: "five",
  step: "leader-election/repeats",
  servers: ["A", "B", "C", "D", "E"],
  faults: FAULTS,
  mostFaults: 14,
  faultsFor: 5_000,
  caps: { down: 2, core: 3 },
  tell,
  setup: (world) => openEnsemble(world, 5),
};

/** Three participants and two observers, and one of the participants may lose its disk. */
export const forgetful: Scenario = {
  name: "forgetful",
  step: "leader-election/no-vote",
  servers: ["A", "B", "C", "D", "E"],
  faults: { ...FAULTS, wipe: { on: ["A", "B", "C"], ms } },
  mostFaults: 14,
  faultsFor: 5_000,
  caps: { damaged: 1 },
  tell,
  setup: (world) => openEnsemble(world, 3, 2, (disk) => originOf(disk) === "lost"),
};

export const scenarios: readonly Scenario[] = [three, five, forgetful];
