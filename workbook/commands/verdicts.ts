import type { Step } from "../course/course";
import type { Verdict } from "../run/verdict";
import type { Engine } from "../watch/engine";

/**
 * Runs steps and gives each one's verdict. They are run together, which is much faster; only where something ends that
 * run early, each is run by itself, so that one that hangs doesn't hide the others.
 */
export async function verdictsOf(
  engine: Engine,
  steps: readonly Step[],
  conditions: string[],
): Promise<Verdict[]> {
  const together = await engine.run({ testFiles: steps.map(({ testFile }) => testFile), conditions });
  if (steps.length === 1) return [together];
  const parts = steps.map((step) => partOf(together, step));
  const complete = together.trouble === undefined && parts.every(({ tests }) => tests.length > 0);
  if (complete) return withOutput(parts, together.output);

  const verdicts: Verdict[] = [];
  for (const { testFile } of steps) verdicts.push(await engine.run({ testFiles: [testFile], conditions }));
  return verdicts;
}

function partOf(verdict: Verdict, step: Step): Verdict {
  const tests = verdict.tests.filter(({ file }) => file === step.testFile);
  return {
    outcome: tests.every(({ status }) => status === "passed") ? "passed" : "failed",
    tests,
    output: { text: "", droppedBytes: 0 },
    durationMs: tests.reduce((sum, { durationMs }) => sum + durationMs, 0),
  };
}

/** Nobody knows which step printed what: it goes to the first that fails, where it is looked for. */
function withOutput(parts: readonly Verdict[], output: Verdict["output"]): Verdict[] {
  const failing = Math.max(
    0,
    parts.findIndex(({ outcome }) => outcome !== "passed"),
  );
  return parts.map((part, index) => (index === failing ? { ...part, output } : part));
}
