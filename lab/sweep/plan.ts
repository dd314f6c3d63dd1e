import type { Span } from "../world/network";
import { SeededRandom } from "../world/random";
import type { Action, Fault, FaultKind } from "./action";
import type { Outside } from "./injector";
import type { FaultOptions, Pin, Scenario, Trial } from "./scenario";

/** All that befalls one run, as plain JSON. With the scenario and the code under test it makes the run again. */
export interface Plan {
  readonly seed: number;
  /** In the order of their times. */
  readonly actions: readonly Action[];
  /** The servers that are healed. */
  readonly core: readonly string[];
  readonly outside: Outside;
}

export const FAULTS_FOR = 10_000;
export const MOST_FAULTS = 24;
const LASTS: Span = { min: 50, max: 3000 };
/** One fault of so many comes right after the one before: together they find what they don't find apart. */
const CLOSE_EVERY = 4;
/** ms */
const CLOSE = 50;

/**
 * Draws what befalls a run. Three seeds of four get a swarm: some of the kinds only, each with a weight of its own, so
 * that a run may have nothing but power cuts. Every fourth gets all kinds alike.
 */
export function drawPlan<T extends Trial>(scenario: Scenario<T>, seed: number): Plan {
  const random = new SeededRandom(seed, "plan");
  const most = scenario.mostFaults ?? MOST_FAULTS;
  const isSwarm = Math.abs(seed) % 4 !== 0;
  const kinds = Object.entries(kindsOf(scenario)).map(([kind, { most = Infinity }]) => ({
    kind,
    left: most,
  }));
  const mix = isSwarm ? swarm(kinds, random) : kinds.map((each) => ({ ...each, weight: 1 }));
  const count = isSwarm ? random.below(most + 1) : (most >> 1) + random.below((most >> 1) + 1);
  const actions: Action[] = [];
  let before: number | undefined;
  for (let i = 0; i < count; i++) {
    const kind = drawKind(mix, random);
    if (kind === undefined) break;
    before = drawTime(before, scenario.faultsFor ?? FAULTS_FOR, random);
    const fault = drawFault(scenario, kind, random);
    if (fault !== undefined) actions.push({ at: before, ...fault });
  }
  actions.sort((a, b) => a.at - b.at);
  return { seed, actions, ...drawCore(scenario, random) };
}

/** A pinned schedule as a plan. */
export function planOf<T extends Trial>(scenario: Scenario<T>, pin: Pin): Plan {
  return { seed: pin.seed, actions: pin.actions, core: pin.core ?? scenario.servers, outside: "down" };
}

/** All kinds of faults that a scenario declares, its own by their names. */
export function kindsOf<T extends Trial>(scenario: Scenario<T>): Record<string, { most?: number }> {
  return { ...scenario.faults, ...scenario.own };
}

interface Weighted {
  kind: string;
  weight: number;
  left: number;
}

function swarm(kinds: readonly { kind: string; left: number }[], random: SeededRandom): Weighted[] {
  const weighted = kinds.map((each) => ({ ...each, weight: 2 ** random.below(4) }));
  const chosen = weighted.filter(() => random.chance(0.5));
  return chosen.length > 0 || weighted.length === 0 ? chosen : [random.pick(weighted)];
}

function drawKind(mix: readonly Weighted[], random: SeededRandom): string | undefined {
  const open = mix.filter(({ left }) => left > 0);
  const total = open.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return undefined;
  let at = random.below(total);
  const drawn = open.find(({ weight }) => (at -= weight) < 0)!;
  drawn.left -= 1;
  return drawn.kind;
}

function drawTime(before: number | undefined, faultsFor: number, random: SeededRandom): number {
  if (before !== undefined && random.below(CLOSE_EVERY) === 0) {
    return tenths(Math.min(faultsFor, before + random.between(0, CLOSE)));
  }
  return tenths(random.between(0, faultsFor));
}

function drawFault<T extends Trial>(
  scenario: Scenario<T>,
  kind: string,
  random: SeededRandom,
): Fault | undefined {
  const own = scenario.own?.[kind];
  if (own !== undefined) {
    const drawn = own.draw?.(random);
    return { kind: "own", name: kind, ...(drawn !== undefined && { with: drawn }) };
  }
  return new FaultDraw(scenario, kind as FaultKind, random).draw();
}

/** Draws one fault of a kind. */
class FaultDraw {
  private readonly options: FaultOptions;
  private readonly victims: readonly string[];
  private readonly all: readonly string[];

  constructor(
    private readonly scenario: Pick<Scenario, "servers" | "clients" | "faults">,
    private readonly kind: FaultKind,
    private readonly random: SeededRandom,
  ) {
    this.options = scenario.faults[kind] ?? {};
    this.victims = this.options.on ?? scenario.servers;
    this.all = [...scenario.servers, ...(scenario.clients ?? [])];
  }

  /** @returns undefined if there is nobody whom it could befall */
  draw(): Fault | undefined {
    const { kind, random } = this;
    const on = random.pick(this.victims);
    const ms = drawLength(this.options.ms ?? LASTS, random);
    switch (kind) {
      case "isolate":
        return { kind, on, direction: random.pick(["both", "both", "in", "out"]), ms };
      case "bit-flip":
        return { kind, on, place: random.below(2 ** 20) / 2 ** 20 };
      case "flush-error":
        return { kind, on, chance: random.pick([0.1, 0.5, 1]), ms };
      case "datagrams":
        return { kind, loss: random.pick([0.1, 0.3]), duplication: random.pick([0, 0.2]), ms };
      case "split":
        return this.split(ms);
      case "cut":
      case "clog":
      case "slow":
      case "break":
        return this.onLink(kind, on, ms);
      case "kill":
      case "power-cut":
      case "pause":
      case "wipe":
      case "full-disk":
      case "lying-flush":
        return { kind, on, ms };
    }
  }

  private onLink(kind: "cut" | "clog" | "slow" | "break", on: string, ms: number): Fault | undefined {
    const others = this.all.filter((name) => name !== on);
    if (others.length === 0) return undefined;
    const other = this.random.pick(others);
    const way = this.random.chance(0.5) ? { from: on, to: other } : { from: other, to: on };
    if (kind === "break") return { kind, ...way };
    if (kind !== "slow") return { kind, ...way, ms };
    const min = this.random.pick([10, 50, 200]);
    return { kind, ...way, delay: { min, max: min * 4 }, ms };
  }

  /** Two groups of servers; clients go with either of them or with both, and now and then a server is the bridge. */
  private split(ms: number): Fault | undefined {
    const servers = this.random.shuffle(this.victims);
    if (servers.length < 2) return undefined;
    if (servers.length > 2 && this.random.below(4) === 0) servers.pop();
    const at = 1 + this.random.below(servers.length - 1);
    const groups = [servers.slice(0, at), servers.slice(at)];
    for (const name of this.scenario.clients ?? []) groups[this.random.below(3)]?.push(name);
    return { kind: "split", groups, ms };
  }
}

/** Short ones as often as long ones, by their magnitude. */
function drawLength({ min, max }: Span, random: SeededRandom): number {
  const starts: number[] = [];
  for (let start = Math.max(min, 1); start < max; start *= 2) starts.push(start);
  if (starts.length === 0) return min;
  const start = random.pick(starts);
  return tenths(random.between(start, Math.min(max, 2 * start)));
}

function drawCore<T extends Trial>(
  { servers, caps = {} }: Scenario<T>,
  random: SeededRandom,
): Pick<Plan, "core" | "outside"> {
  const fewest = caps.core ?? servers.length;
  const size = fewest + random.below(servers.length - fewest + 1);
  const chosen = new Set(random.shuffle(servers).slice(0, size));
  return {
    core: servers.filter((name) => chosen.has(name)),
    outside: random.pick(["down", "cut off"] as const),
  };
}

/** Rounded so that a report reads well. */
function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}
