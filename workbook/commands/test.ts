import type { Step } from "../course/course";
import { conditionsFor } from "../progress/conditions";
import { currentPlace } from "../progress/position";
import { withPass } from "../progress/progress";
import type { Verdict } from "../run/verdict";
import { explainAll } from "../screen/explain";
import type { Explanation } from "../screen/explain";
import { explainCause } from "../screen/explain-cause";
import type { Cause } from "../screen/explain-cause";
import { findCause } from "../watch/step-run";
import { drawSections, fitSections } from "../screen/sections";
import { count, duration } from "../screen/text";
import { failureSections, outputSections, traceLines, troubleSections } from "../screen/verdict-view";
import type { ViewOptions } from "../screen/verdict-view";
import type { Context, Run } from "./command";
import { locate } from "./locate";
import type { Target } from "./locate";
import { rootFiles } from "./root-files";
import { verdictsOf } from "./verdicts";

/** A step's run. */
export interface StepResult {
  step: Step;
  verdict: Verdict;
  /** Of each failing test. */
  explanations: Explanation[];
  /** Of the first step that fails: the earlier chapter of the learner's that is to blame, if one is. */
  cause?: Cause;
}

/** Rows of a failure before it is shortened: more than that nobody reads in a scrolling terminal. */
const ROWS = 40;

/** Runs a chapter or a step once. */
export const run: Run = async (context, values, [name]) => {
  const course = context.course();
  const before = currentPlace(course, context.store().read());
  const target: Target = name === undefined ? before : locate(course, name);
  const results = await runSteps(context, target, values.reference === true);
  const passed = results.every(({ verdict }) => verdict.outcome === "passed");
  if (values.json === true) {
    context.print(JSON.stringify(testDocument(target, results, values.reference === true, passed), null, 2));
  } else {
    showSteps(context, target, results, values.full === true);
    const after = currentPlace(course, context.store().read());
    if (after.step.id !== before.step.id)
      context.print(`Next: ${after.step.id}. npm run kata -- test runs it.`);
  }
  return passed ? 0 : 1;
};

/** Runs a step, or all of a chapter. Passes of the learner's are recorded. */
export async function runSteps(context: Context, target: Target, reference: boolean): Promise<StepResult[]> {
  const { chapter } = target;
  const store = context.store();
  const conditions = reference ? ["reference"] : conditionsFor(context.course(), store.read(), chapter.slug);
  if (!reference) context.backups().keepChanged(chapter);
  const steps = target.step === undefined ? chapter.steps : [target.step];
  const engine = await context.openEngine();
  try {
    const verdicts = await verdictsOf(engine, steps, conditions);
    const passed = steps.filter((_, index) => verdicts[index]!.outcome === "passed");
    if (!reference && passed.length > 0) {
      store.update((before) => passed.reduce((all, step) => withPass(all, step.id, context.now()), before));
    }
    const read = rootFiles(context.root);
    const results: StepResult[] = steps.map((step, index) => {
      const verdict = verdicts[index]!;
      return { step, verdict, explanations: explainAll(verdict, chapter, step, read) };
    });
    const failing = results.find(({ verdict }) => verdict.outcome === "failed");
    if (reference || failing === undefined) return results;
    const guilt = await findCause(engine, context.course(), store.read(), chapter, failing, () => false);
    if (guilt !== undefined) failing.cause = explainCause(guilt, read);
    return results;
  } finally {
    await engine.close();
  }
}

/** A line for each step, and the first failure, or with `full` all of them. */
export function showSteps(
  context: Context,
  target: Target,
  results: readonly StepResult[],
  full: boolean,
): void {
  const { paint, width } = context;
  const options: ViewOptions = { width: Math.min(width, 110), paint, means: "commands" };
  const { chapter } = target;
  context.print(paint.strong(`${chapter.number} ${chapter.title}`));
  for (const { step, verdict } of results) {
    const passed = verdict.outcome === "passed";
    const mark = passed ? paint.good(paint.signs.passed) : paint.bad(paint.signs.failed);
    const done = verdict.tests.filter(({ status }) => status === "passed").length;
    const counts =
      verdict.tests.length === 0
        ? "no test came to an end"
        : `${done} of ${count(verdict.tests.length, "test")}`;
    context.print(
      `${mark} step ${step.number}: ${step.title}  ${paint.quiet(`${counts}, ${duration(verdict.durationMs)}`)}`,
    );
  }

  const failed = results.filter(({ verdict }) => verdict.outcome !== "passed");
  for (const result of full ? failed : failed.slice(0, 1)) showFailure(context, result, options, full);
  const left = failed.length - 1;
  const more = failed.flatMap(({ explanations }) => explanations).length - 1;
  if (!full && (left > 0 || more > 0)) {
    const again = `npm run kata -- test ${failed.length > 1 ? chapter.number : failed[0]!.step.id} --full`;
    context.print("", paint.quiet(`This is the first of ${count(more + 1, "failing test")}. All: ${again}`));
  }
}

function showFailure(context: Context, result: StepResult, options: ViewOptions, full: boolean): void {
  const { paint, width } = context;
  const { verdict, explanations } = result;
  for (const [index, explanation] of (full ? explanations : explanations.slice(0, 1)).entries()) {
    const cause = index === 0 ? result.cause : undefined;
    const sections = failureSections(explanation, options, cause);
    const fitted = full ? sections : fitSections(sections, ROWS, paint);
    context.print("", ...drawSections(fitted, options.width, paint));
    if (full && explanation.trace !== undefined) context.print("", ...traceLines(explanation.trace, width));
  }
  const rest = [...troubleSections(verdict, options), ...outputSections(verdict, options)];
  if (rest.length === 0) return;
  const fitted = full ? rest : fitSections(rest, ROWS, paint);
  context.print(...drawSections(fitted, options.width, paint));
}

/** The schema `kata-test/1`, described in the command's help. */
function testDocument(
  target: Target,
  results: readonly StepResult[],
  reference: boolean,
  passed: boolean,
): unknown {
  return {
    schema: "kata-test/1",
    target: target.step?.id ?? target.chapter.slug,
    reference,
    passed,
    steps: results.map(({ step, verdict, explanations, cause }) => ({
      id: step.id,
      title: step.title,
      passed: verdict.outcome === "passed",
      ...(explanations[0] && { explanation: explanations[0] }),
      ...(cause && { cause: { chapter: cause.chapter.slug, ...brokenOf(cause) } }),
      verdict,
    })),
  };
}

function brokenOf({ broken }: Cause): object {
  return broken === undefined ? {} : { step: broken.step.id, rule: broken.rule };
}
