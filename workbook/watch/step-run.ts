import type { Chapter, Course, Step } from "../course/course";
import { conditionsFor, ownChapters, referenceOf } from "../progress/conditions";
import { isPassed } from "../progress/progress";
import type { Progress } from "../progress/progress";
import type { Verdict } from "../run/verdict";
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
 * Looks for the hole in an earlier chapter of the learner's that makes a step fail: with the reference in that
 * chapter's place the step passes.
 *
 * @param superseded whether the answer is no longer wanted
 */
export async function findCause(
  engine: Engine,
  course: Course,
  progress: Progress,
  chapter: Chapter,
  step: Step,
  superseded: () => boolean,
): Promise<Chapter | undefined> {
  const conditions = conditionsFor(course, progress, chapter.slug);
  const earlier = ownChapters(course, progress, chapter.slug).filter(({ number }) => number < chapter.number);
  const passesWith = async (swapped: Chapter[]): Promise<boolean> => {
    const verdict = await runStep(engine, step, [...conditions, ...swapped.map(referenceOf)]);
    return verdict.outcome === "passed" && !superseded();
  };

  // Mostly the hole is in the chapter at hand: one run rules all the others out.
  if (earlier.length === 0 || !(await passesWith(earlier))) return undefined;
  if (earlier.length === 1) return earlier[0];
  for (const suspect of earlier) {
    if (superseded()) return undefined;
    if (await passesWith([suspect])) return suspect;
  }
  return undefined;
}
