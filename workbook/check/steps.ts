import type { Chapter, Step } from "../course/course";
import { runAll } from "../run/pool";
import type { RunRequest, Verdict } from "../run/verdict";
import { describeVerdict } from "./describe-verdict";
import type { Check, Finding } from "./finding";
import { writeStarterAt } from "./workshop";

/**
 * Whoever has written a step and those before it passes it, without a line of the later ones; and whoever hasn't written
 * it yet fails it, for that reason alone.
 */
export const steps: Check = {
  name: "steps",
  proves: "every step passes with the code up to it, and fails without its own for that reason alone",
  perChapter: true,
  run: async ({ root, chapters }, progress) => {
    const items = chapters.flatMap((chapter) => chapter.steps.map((step) => ({ chapter, step })));
    const finished = items.map(({ chapter, step }) => {
      const next = chapter.steps[chapter.steps.indexOf(step) + 1];
      if (next === undefined) return requestOf(step);
      return { ...requestOf(step), replace: { [chapter.slug]: writeStarterAt(root, chapter, next) } };
    });
    const unwritten = items.map(({ chapter, step }) => ({
      ...requestOf(step),
      replace: { [chapter.slug]: writeStarterAt(root, chapter, step) },
    }));
    const requests = [...finished, ...unwritten];
    let done = 0;
    const verdicts = await runAll(root, requests, { onDone: () => progress(++done, requests.length) });

    const findings = items.flatMap(({ chapter, step }, index) => [
      ...judgeSolution(chapter, step, verdicts[index]!),
      ...judgeStarter(chapter, step, verdicts[items.length + index]!),
    ]);
    return { passed: requests.length - new Set(findings.map(({ where }) => where)).size, findings };
  },
};

function requestOf(step: Step): RunRequest {
  return { testFiles: [step.testFile], conditions: ["reference"] };
}

function judgeSolution(chapter: Chapter, step: Step, verdict: Verdict): Finding[] {
  if (verdict.outcome === "passed") return [];
  return [
    {
      where: `solutions/${chapter.name}, up to step ${step.key}`,
      problem: `fails its own tests: ${describeVerdict(verdict)}`,
      mend: `correct the solution or ${step.testFile}; or mark what it needs as \`write ${step.key}\` and not as a later step's`,
    },
  ];
}

function judgeStarter(chapter: Chapter, step: Step, verdict: Verdict): Finding[] {
  const where = `chapters/${chapter.name}, before step ${step.key}`;
  if (verdict.outcome === "passed") {
    return [
      {
        where,
        problem: "passes a step that isn't written yet",
        mend: `mark the step's code as \`// #region write ${step.key}: …\`, or test it in ${step.testFile}`,
      },
    ];
  }
  const odd = verdict.tests.find(({ failure }) => failure !== undefined && failure.notWritten !== step.key);
  if (verdict.trouble === undefined && odd === undefined) return [];
  return [
    {
      where,
      problem: `fails for another reason than the missing code of its step: ${describeVerdict(verdict, odd?.name)}`,
      mend: `let the missing code of step ${step.key} be the first thing that the test meets`,
    },
  ];
}
