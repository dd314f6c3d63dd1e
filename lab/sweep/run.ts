import type { Recorder } from "../trace/recorder";
import { RunFailure } from "../world/failure";
import { World } from "../world/world";
import { Digest } from "./digest";
import { Injector } from "./injector";
import { FAULTS_FOR, type Plan } from "./plan";
import { type Scenario, SETTLE_STEP, type Trial } from "./scenario";
import { Watcher } from "./watcher";

export const SETTLES_WITHIN = 20_000;
/** A run with more events than this has lost its way: two servers that answer each other for ever. */
export const MOST_EVENTS = 2_000_000;

/** What came of one run. */
export interface Outcome {
  readonly failure: RunFailure | undefined;
  /** Acknowledged while there were faults. */
  readonly writes: number;
  readonly events: number;
  /** The kinds of faults that had an effect; a scenario's own by their names. */
  readonly fired: readonly string[];
}

/** Runs a scenario once: the plan's actions, the healing, the checks. */
export async function run<T extends Trial>(
  scenario: Scenario<T>,
  plan: Plan,
  recorder?: Recorder,
): Promise<Outcome> {
  const watcher = new Watcher(recorder);
  const world = new World({ ...scenario.world, seed: plan.seed, recorder: watcher });
  const progress: Progress = { writes: 0, fired: new Set() };
  let failure: RunFailure | undefined;
  try {
    world.always(`a run has at most ${MOST_EVENTS} events`, () =>
      world.events > MOST_EVENTS ? "it goes on and on" : undefined,
    );
    await live(scenario, plan, world, watcher, progress);
  } catch (error) {
    failure = error instanceof RunFailure ? error : unexpected(error, world);
  }
  return { failure, writes: progress.writes, events: world.events, fired: [...progress.fired] };
}

/** Runs it and tells all that happened in one number. */
export async function digestOf<T extends Trial>(scenario: Scenario<T>, plan: Plan): Promise<string> {
  const digest = new Digest();
  const { events, writes, failure } = await run(scenario, plan, digest);
  digest.number(events);
  digest.number(writes);
  digest.text(failure?.message ?? "");
  return digest.toString();
}

interface Progress {
  writes: number;
  fired: ReadonlySet<string>;
}

async function live<T extends Trial>(
  scenario: Scenario<T>,
  { actions, core, outside }: Plan,
  world: World,
  watcher: Watcher,
  progress: Progress,
): Promise<void> {
  const trial = scenario.setup(world, world.random.fork("setup"));
  const injector = new Injector(world, scenario, trial, watcher);
  progress.fired = injector.fired;
  for (const { at, ...fault } of actions) world.after(at, () => injector.do(fault));
  await world.run(scenario.faultsFor ?? FAULTS_FOR);
  progress.writes = trial.writes();

  injector.heal(core, outside);
  trial.heal?.(core);
  await settle(world, trial, core, scenario.settlesWithin ?? SETTLES_WITHIN);
  for (const [property, check] of Object.entries(trial.checks ?? {})) {
    const found = check();
    if (found !== undefined) world.fail(property, typeof found === "string" ? [found] : found.facts);
  }
}

async function settle(world: World, trial: Trial, core: readonly string[], within: number): Promise<void> {
  const healed = world.now;
  for (;;) {
    const unsettled = trial.unsettled(core);
    if (unsettled === undefined) return;
    if (world.now - healed >= within) {
      world.fail("once the faults are over, everything comes to rest", [
        `no fault has been since ${healed} ms, and ${core.join(", ")} can reach each other`,
        `${within} ms later, ${unsettled}`,
      ]);
    }
    await world.run(SETTLE_STEP);
  }
}

/** Code under test may throw where it is only looked at: in an invariant, in a check. */
function unexpected(error: unknown, world: World): RunFailure {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new RunFailure("nothing throws where a run is looked at", [what], world.now, world.seed, error);
}
