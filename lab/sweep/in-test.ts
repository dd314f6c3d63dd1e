import type { Scenario, Trial } from "./scenario";

export interface TestSweep {
  /** How many seeds, from 1. */
  seeds: number;
  /** Whether the pinned schedules are run as well, before the seeds. Default true. */
  pinned?: boolean;
}

/**
 * Runs the pinned schedules and some seeds of a scenario, for a test of a step:
 *
 * ```ts
 * test("one database at most is master, whatever crashes", () => sweepInTest(race, { seeds: 200 }));
 * ```
 *
 * @throws Error at the first run that fails, with a report of it, shrunk; or if the runs prove too little
 */
export declare function sweepInTest<T extends Trial>(scenario: Scenario<T>, sweep: TestSweep): Promise<void>;
