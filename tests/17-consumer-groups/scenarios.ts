import { serverFaults } from "#lab/sweep/faults";
import type { Scenario, Trial } from "#lab/sweep/scenario";
import type { Machine } from "#lab/world/machine";
import type { World } from "#lab/world/world";
import type { Coordinator } from "#consumer-groups/coordinator";
import type { MemberOptions } from "#consumer-groups/member";
import { cooperative } from "#consumer-groups/cooperative";
import { range as byRange } from "#consumer-groups/range";
import { roundRobin } from "#consumer-groups/round-robin";
import { sticky } from "#consumer-groups/sticky";
import { consume, type Consumer, coordinate, TOPICS } from "./party";

type Options = Parameters<typeof consume>[2];

/** A consumer of the scenario: its machine, its group and its lasting name, if it has one. */
interface Guest {
  machine: Machine<Consumer>;
  group: string;
  instance: string | undefined;
}

const ALL = Object.entries(TOPICS).flatMap(([topic, count]) =>
  Array.from({ length: count }, (_, partition) => `${topic}/${partition}`),
);

/** What is seen by somebody who sees everything. */
class Watcher {
  /** By life of the coordinator, group, generation and partition. */
  readonly #owners = new Map<string, string>();
  #life: unknown;
  #lives = 0;
  #violation: string | undefined;

  constructor(
    readonly coordinator: Machine<Coordinator>,
    readonly guests: readonly Guest[],
  ) {}

  /** How often a partition was given to somebody. */
  get given(): number {
    return this.#owners.size;
  }

  /** A partition that two members have in one generation, or that two have of whom the coordinator would accept both. */
  look(): string | undefined {
    const { incarnation, instance } = this.coordinator;
    if (incarnation !== undefined && incarnation !== this.#life) {
      this.#life = incarnation;
      this.#lives += 1;
    }
    for (const guest of this.guests) {
      const member = guest.machine.instance?.member;
      if (member === undefined || member.owned.length === 0 || instance === undefined) continue;
      const group = instance.group(guest.group);
      if (group?.judge(member.id, guest.instance, member.generation) !== undefined) continue;
      if (group === undefined) continue;
      for (const { topic, partition } of member.owned) {
        const key = `${topic}/${partition} of ${guest.group} in generation ${member.generation}`;
        const owner = this.#owners.get(`${this.#lives} ${key}`);
        if (owner !== undefined && owner !== member.id && !isSuccessor(guest, owner)) {
          this.#violation ??= `${key} belongs to ${owner} and to ${member.id}`;
        }
        this.#owners.set(`${this.#lives} ${key}`, member.id);
      }
    }
    return this.#violation;
  }

  unsettled(core: readonly string[]): string | undefined {
    const groups = new Set(this.guests.map(({ group }) => group));
    for (const group of groups) {
      const guests = this.guests.filter((each) => each.group === group && core.includes(each.machine.name));
      const found = this.coordinator.instance?.group(group);
      if (found?.state !== "Stable") return `${group} is ${found?.state ?? "unknown"}`;
      const works = guests.flatMap(({ machine }) => [...(machine.instance?.works ?? [])]).sort();
      const twice = works.find((key, at) => works[at + 1] === key);
      if (twice !== undefined) return `${twice} is worked on by two members of ${group}`;
      const missing = ALL.find((key) => !works.includes(key));
      if (missing !== undefined) return `nobody in ${group} works on ${missing}`;
    }
    return undefined;
  }
}

/** A static member that has come again has another name, and the same place. */
function isSuccessor({ instance }: Guest, owner: string): boolean {
  return instance !== undefined && owner.startsWith(`${instance}-`);
}

/** Who is there: by name, the group and how it divides. */
type Guests = Readonly<Record<string, Options>>;

function open(world: World, invited: Guests): Trial {
  const coordinator = coordinate(world);
  const guests = Object.entries(invited).map(([name, options]): Guest => {
    const { group = "email", instance } = options as Partial<MemberOptions>;
    return { machine: consume(world, name, options), group, instance };
  });
  const watcher = new Watcher(coordinator, guests);
  world.always("a partition has at most one owner in a generation", () => watcher.look());
  return {
    writes: () => watcher.given,
    unsettled: (core) => watcher.unsettled(core),
  };
}

const ms = { min: 100, max: 15_000 };
const { datagrams: _datagrams, ...FAULTS } = serverFaults(ms);

function scenario(name: string, step: string, invited: Guests): Scenario {
  return {
    name,
    step: `consumer-groups/${step}`,
    servers: ["C", ...Object.keys(invited)],
    faults: { ...FAULTS, break: {} },
    faultsFor: 60_000,
    settlesWithin: 60_000,
    mostFaults: 16,
    tell: (message) => String((message as { type?: unknown }).type),
    setup: (world) => open(world, invited),
  };
}

/** Two groups whose members stop while they divide. */
export const eager: Scenario = scenario("eager", "silence", {
  A1: { group: "email", assignors: [byRange] },
  A2: { group: "email", assignors: [roundRobin, byRange] },
  A3: { group: "email", assignors: [byRange, roundRobin] },
  B1: { group: "stock", assignors: [sticky] },
  B2: { group: "stock", assignors: [sticky] },
});

/** Two groups whose members work on while they divide. */
export const gently: Scenario = scenario("gently", "cooperative", {
  A1: { group: "email", assignors: [cooperative], isCooperative: true },
  A2: { group: "email", assignors: [cooperative], isCooperative: true },
  A3: { group: "email", assignors: [cooperative], isCooperative: true },
  B1: { group: "stock", assignors: [cooperative], isCooperative: true },
  B2: { group: "stock", assignors: [cooperative], isCooperative: true },
});

/** Members with lasting names beside others. */
export const lasting: Scenario = scenario("lasting", "static", {
  A1: { group: "email", instance: "one", assignors: [cooperative], isCooperative: true },
  A2: { group: "email", instance: "two", assignors: [cooperative], isCooperative: true },
  A3: { group: "email", assignors: [cooperative], isCooperative: true },
  B1: { group: "stock", instance: "one", assignors: [sticky] },
  B2: { group: "stock", instance: "two", assignors: [byRange, sticky] },
});

export const scenarios: readonly Scenario[] = [eager, gently, lasting];
