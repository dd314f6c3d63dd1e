import type { Chapter, Course, Step } from "../course/course";
import { findGuilty } from "../guilt/guilty-chapter";
import type { Guilt } from "../guilt/guilty-chapter";
import { conditionsFor, ownChapters } from "../progress/conditions";
import { isPassed } from "../progress/progress";
import type { Progress } from "../progress/progress";
import type { RunRequest, Verdict } from "../run/verdict";
import type { Engine } from "./engine";

/** Runs one step with the learner's code where it is due, the reference elsewhere. */
export function runStep(engine: Engine, step: Step, conditions: string[]): Promise<Verdict> {
  return engine.run({ testFiles: [step.testFile], conditions, bail: true });
}

/**
 * Looks for a step of the same chapter that was passed before and no longer passes.
 * @param superseded whether the answer is no longer wanted
 */
export async function findBroken(
  engine: Engine,
  course: Course,
  progress: Progress,
  chapter: Chapter,
  current: Step,
  superseded: () => boolean,
): Promise<{ step: Step; verdict: Verdict } | undefined> {
  const conditions = conditionsFor(course, progress, chapter.slug);
  for (const step of chapter.steps) {
    if (step.id === current.id || !isPassed(progress, step.id)) continue;
    const verdict = await runStep(engine, step, conditions);
    if (superseded() || verdict.outcome === "cancelled") return undefined;
    if (verdict.outcome !== "passed") return { step, verdict };
  }
  return undefined;
}

/**
 * Looks for the earlier chapter of the learner's own whose hole makes a step fail.
 * @param superseded whether the answer is no longer wanted
 */
export async function findCause(
  engine: Engine,
  course: Course,
  progress: Progress,
  chapter: Chapter,
  failing: { step: Step; verdict: Verdict },
  superseded: () => boolean,
): Promise<Guilt | undefined> {
  const earlier = ownChapters(course, progress, chapter.slug).filter(({ number }) => number < chapter.number);
  const run = (request: RunRequest) => (superseded() ? Promise.resolve(CANCELLED) : engine.run(request));
  const guilt = await findGuilty(run, failing, earlier, conditionsFor(course, progress, chapter.slug));
  return superseded() ? undefined : guilt;
}

const CANCELLED: Verdict = {
  outcome: "cancelled",
  tests: [],
  output: { text: "", droppedBytes: 0 },
  durationMs: 0,
};
