import type { RunFailure } from "../world/failure";
import type { Action } from "./action";
import type { Plan } from "./plan";
import { run } from "./run";
import type { Scenario, Trial } from "./scenario";

export interface ShrinkLimits {
  /** Most runs that may be tried. */
  readonly replays: number;
  /** Most ms of real time; the run that is under way then is the last. */
  readonly ms: number;
}

export const SHRINK_LIMITS: ShrinkLimits = { replays: 100, ms: 10_000 };

/** The least that was found to break the same property. */
export interface Shrunk {
  readonly plan: Plan;
  readonly failure: RunFailure;
  readonly replays: number;
}

/**
 * Makes a failing run smaller: fewer faults, then shorter ones. A smaller run counts if it breaks the same property.
 *
 * Source: A. Zeller and R. Hildebrandt, "Simplifying and isolating failure-inducing input", IEEE TSE 28(2), 2002.
 */
export async function shrink<T extends Trial>(
  scenario: Scenario<T>,
  plan: Plan,
  failure: RunFailure,
  limits: ShrinkLimits = SHRINK_LIMITS,
): Promise<Shrunk> {
  const search = new Search(scenario, plan, failure, limits);
  await search.tryActions(plan.actions.filter(({ at }) => at <= failure.time));
  if (!(await search.tryActions([]))) await search.fewer();
  await search.simplerHealing();
  await search.shorter();
  return search.best;
}

class Search<T extends Trial> {
  best: Shrunk;
  private readonly end: number;

  constructor(
    private readonly scenario: Scenario<T>,
    plan: Plan,
    failure: RunFailure,
    private readonly limits: ShrinkLimits,
  ) {
    this.best = { plan, failure, replays: 0 };
    this.end = Date.now() + limits.ms;
  }

  /** Leaves out ever smaller pieces of the list, until no single action can be left out. */
  async fewer(): Promise<void> {
    let pieces = 2;
    for (;;) {
      const { actions } = this.best.plan;
      if (actions.length < 2 || this.exhausted) return;
      const size = Math.ceil(actions.length / pieces);
      const without = await this.leaveOutOne(actions, size);
      if (without) pieces = Math.max(2, pieces - 1);
      else if (size === 1) return;
      else pieces = Math.min(actions.length, pieces * 2);
    }
  }

  /** A run that heals everybody is easier to follow. */
  async simplerHealing(): Promise<void> {
    const { servers } = this.scenario;
    if (this.best.plan.core.length < servers.length) await this.attempt({ ...this.best.plan, core: servers });
  }

  /** Shortens each fault as far as it goes, by quarters. */
  async shorter(): Promise<void> {
    for (let i = 0; i < this.best.plan.actions.length; i++) {
      for (;;) {
        const { actions } = this.best.plan;
        const shortened = shorten(actions[i]!);
        if (shortened === undefined || !(await this.tryActions(actions.with(i, shortened)))) break;
      }
    }
  }

  tryActions(actions: readonly Action[]): Promise<boolean> {
    if (
      actions.length === this.best.plan.actions.length &&
      actions.every((a, i) => a === this.best.plan.actions[i])
    )
      return Promise.resolve(false);
    return this.attempt({ ...this.best.plan, actions });
  }

  private async leaveOutOne(actions: readonly Action[], size: number): Promise<boolean> {
    // From the end: what comes late is the likeliest to be superfluous.
    for (let end = actions.length; end > 0; end -= size) {
      const start = Math.max(0, end - size);
      if (await this.tryActions([...actions.slice(0, start), ...actions.slice(end)])) return true;
    }
    return false;
  }

  private async attempt(plan: Plan): Promise<boolean> {
    if (this.exhausted) return false;
    const replays = this.best.replays + 1;
    const { failure } = await run(this.scenario, plan);
    const same = failure?.property === this.best.failure.property;
    this.best = same ? { plan, failure, replays } : { ...this.best, replays };
    return same;
  }

  private get exhausted(): boolean {
    return this.best.replays >= this.limits.replays || Date.now() > this.end;
  }
}

/** A quarter as long; undefined if that makes no difference any more. */
function shorten(action: Action): Action | undefined {
  if (!("ms" in action) || action.ms < 20) return undefined;
  return { ...action, ms: Math.round(action.ms / 4) };
}
