import type { Chapter, Course, Step } from "../course/course";
import { isPassed, passedAt } from "./progress";
import type { Progress } from "./progress";

/** A step and the chapter that it belongs to. */
export interface Place {
  chapter: Chapter;
  step: Step;
}

/** Every step of the course, in order. */
export function places(course: Course): Place[] {
  return course.chapters.flatMap((chapter) => chapter.steps.map((step) => ({ chapter, step })));
}

/**
 * Where a learner goes on: the step chosen last, or, once that was passed, the next open one behind it, or the first
 * open one. With everything passed, the last choice.
 *
 * Going back to a step that was passed before stays there: the choice is later than the pass.
 *
 * @throws RangeError where the course has no step
 */
export function currentPlace(course: Course, progress: Progress): Place {
  const all = places(course);
  const first = all[0];
  if (first === undefined) throw new RangeError("The course has no chapters yet.");

  const firstOpen = all.find(({ step }) => !isPassed(progress, step.id));
  const chosen = all.findIndex(({ step }) => step.id === progress.current?.step);
  if (chosen === -1) return firstOpen ?? all.at(-1)!;

  const passed = passedAt(progress, all[chosen]!.step.id);
  const passedSince = passed !== undefined && Date.parse(passed) >= Date.parse(progress.current!.since);
  if (!passedSince) return all[chosen]!;
  return all.slice(chosen).find(({ step }) => !isPassed(progress, step.id)) ?? firstOpen ?? all[chosen]!;
}

/** The step behind another one, or undefined behind the last. */
export function placeAfter(course: Course, step: string): Place | undefined {
  const all = places(course);
  const index = all.findIndex((place) => place.step.id === step);
  return index === -1 ? undefined : all[index + 1];
}

/** How many steps of a chapter, or of a course, were passed. */
export function passedCount(progress: Progress, steps: readonly Step[]): number {
  return steps.filter((step) => isPassed(progress, step.id)).length;
}

/** A chapter is passed when each of its steps is. */
export function isChapterPassed(progress: Progress, chapter: Chapter): boolean {
  return chapter.steps.length > 0 && passedCount(progress, chapter.steps) === chapter.steps.length;
}
