import type { Chapter, Step } from "../course/course";
import type { RunRequest, TestOutcome, Verdict } from "../run/verdict";

/** Runs test files: what a Runner or a pool does. */
export type Run = (request: RunRequest) => Promise<Verdict>;

/** An earlier chapter of the learner's own, without whose code the failing test passes. */
export interface Guilt {
  chapter: Chapter;
  /** The first of its own tests that fails, with its rule; absent where its tests don't see the mistake. */
  broken?: { step: Step; test: TestOutcome };
}

/**
 * When a step fails because of a hole in an earlier chapter, says which one. Each of the learner's own earlier
 * chapters is swapped for the reference in turn; the first whose swap lets the failing test pass is guilty. Then its
 * own steps are run, to say which rule it breaks.
 *
 * @param failing the step's verdict; code that isn't written yet has nobody to blame
 * @param earlier the learner's own chapters that the run used, without the step's own chapter
 * @param conditions the import conditions of the failing run
 * @returns undefined where no single chapter is to blame
 */
export async function findGuilty(
  run: Run,
  failing: { step: Step; verdict: Verdict },
  earlier: readonly Chapter[],
  conditions: readonly string[],
): Promise<Guilt | undefined> {
  const failed = failing.verdict.tests.find((test) => test.status === "failed");
  if (failing.verdict.outcome === "cancelled" || failed?.failure?.notWritten !== undefined) return undefined;

  for (const chapter of earlier) {
    const swapped = await run({
      testFiles: [failing.step.testFile],
      conditions: [...conditions, `reference:${chapter.slug}`],
    });
    if (isMended(swapped, failed)) {
      const broken = await findBroken(run, chapter, conditions);
      return broken === undefined ? { chapter } : { chapter, broken };
    }
  }
  return undefined;
}

/** Whether the test that failed passes now; where none could run at all, whether all of them pass. */
function isMended(verdict: Verdict, failed: TestOutcome | undefined): boolean {
  if (failed === undefined) return verdict.outcome === "passed";
  return verdict.tests.some(
    ({ name, rule, status }) => name === failed.name && rule === failed.rule && status === "passed",
  );
}

/** In one run that stops at the first failure: its steps are in order, from the simple to the hard. */
async function findBroken(
  run: Run,
  chapter: Chapter,
  conditions: readonly string[],
): Promise<Guilt["broken"]> {
  const testFiles = chapter.steps.map((step) => step.testFile);
  const verdict = await run({ testFiles, conditions: [...conditions], bail: true });
  const test = verdict.tests.find(({ status }) => status === "failed");
  const step = chapter.steps.find(({ testFile }) => testFile === test?.file);
  return test === undefined || step === undefined ? undefined : { step, test };
}
