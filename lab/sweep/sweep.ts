import type { RunFailure } from "../world/failure";
import { drawPlan, type Plan, planOf } from "./plan";
import { run } from "./run";
import type { Scenario, Trial } from "./scenario";
import { count, emptyTally, type Tally } from "./tally";

/** A run that broke a property. */
export interface Finding {
  /** What was run, as `--replay` takes it: a seed, or the name of a pinned schedule. */
  readonly source: string;
  readonly plan: Plan;
  readonly failure: RunFailure;
}

/** What came of many runs. */
export interface Swept {
  readonly tally: Tally;
  /** The first run that failed. */
  readonly finding: Finding | undefined;
}

/**
 * Runs a scenario with each of some seeds.
 * @param goOn whether to go on after a failure, to count how many there are
 */
export async function sweepSeeds<T extends Trial>(
  scenario: Scenario<T>,
  seeds: Iterable<number>,
  goOn = false,
): Promise<Swept> {
  const tally = emptyTally();
  let finding: Finding | undefined;
  for (const seed of seeds) {
    const plan = drawPlan(scenario, seed);
    const outcome = await run(scenario, plan);
    count(tally, outcome);
    if (outcome.failure === undefined) continue;
    finding ??= { source: String(seed), plan, failure: outcome.failure };
    if (!goOn) break;
  }
  return { tally, finding };
}

/** Runs the pinned schedules of a scenario. @returns the first that fails */
export async function runPinned<T extends Trial>(scenario: Scenario<T>): Promise<Finding | undefined> {
  for (const pin of scenario.pinned ?? []) {
    const plan = planOf(scenario, pin);
    const { failure } = await run(scenario, plan);
    if (failure !== undefined) return { source: pin.name, plan, failure };
  }
  return undefined;
}

/** The run that `--replay` names. @throws RangeError if it is no whole number and no pinned schedule */
export function planFor<T extends Trial>(scenario: Scenario<T>, source: string): Plan {
  const pin = scenario.pinned?.find(({ name }) => name === source);
  if (pin !== undefined) return planOf(scenario, pin);
  if (/^\d+$/.test(source) && Number.isSafeInteger(Number(source))) return drawPlan(scenario, Number(source));
  const pins = (scenario.pinned ?? []).map(({ name }) => name).join(", ");
  throw new RangeError(`${source} is no seed${pins && ` and none of the pinned schedules ${pins}`}`);
}
