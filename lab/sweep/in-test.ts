import { type Scenario, type Trial } from "./scenario";
import { kindsOf } from "./plan";
import { replayCommand, report } from "./report";
import { type Finding, runPinned, sweepSeeds } from "./sweep";
import { emptyPromises } from "./tally";

export interface TestSweep {
  /** How many seeds, from 1. */
  seeds: number;
  /** The first seed. Default 1. */
  from?: number;
  /** Most lines of the picture. Default 40. */
  lines?: number;
}

/** A step's suite has a limit: most of it is left to the runs. */
const LIMITS = { replays: 100, ms: 1500 };

/**
 * Runs the pinned schedules and some seeds of a scenario, for a test of a step:
 *
 * ```ts
 * test("at most one database is master, whatever crashes", () => sweepInTest(race, { seeds: 200 }));
 * ```
 *
 * @throws Error at the first run that fails: a report of it, its first line the property that it breaks; or, if all
 *   pass, when the runs prove too little
 */
export async function sweepInTest<T extends Trial>(
  scenario: Scenario<T>,
  { seeds, from = 1, lines = 40 }: TestSweep,
): Promise<void> {
  const pinned = await runPinned(scenario);
  if (pinned !== undefined) throw await failure(scenario, pinned, lines);
  const { tally, finding } = await sweepSeeds(scenario, range(from, seeds));
  if (finding !== undefined) throw await failure(scenario, finding, lines);
  const empty = emptyPromises(Object.keys(kindsOf(scenario)), tally);
  if (empty.length > 0) {
    throw new Error(
      [`The runs of scenario ${scenario.name} prove too little`, ...empty.map((why) => `  - ${why}`)].join(
        "\n",
      ),
    );
  }
}

async function failure<T extends Trial>(
  scenario: Scenario<T>,
  finding: Finding,
  lines: number,
): Promise<Error> {
  const { cause } = finding.failure;
  // Nothing can be learned from the picture of a server that is not written yet.
  if (cause instanceof Error && cause.message.startsWith("Not written yet")) return cause;
  const { text, shrunk } = await report(scenario, finding, {
    lines,
    limits: LIMITS,
    // The code that fails in a step's test is the learner's.
    command: replayCommand(scenario, finding.source, true),
  });
  return new Error(text, { cause: shrunk.failure.cause });
}

function* range(from: number, count: number): Generator<number> {
  for (let seed = from; seed < from + count; seed++) yield seed;
}
