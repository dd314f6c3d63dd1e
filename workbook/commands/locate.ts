import type { Chapter, Course, Step } from "../course/course";
import { UsageError } from "./command";
import { nearest } from "./nearest";

/** What a learner named: a chapter, or one of its steps. */
export interface Target {
  chapter: Chapter;
  step?: Step;
}

/**
 * Finds what a learner means by `02`, `2`, `watches`, `02-watches`, and, with a step, `watches/one-shot`, `2/3`.
 * @throws UsageError where there is no such thing, with what comes nearest
 */
export function locate(course: Course, text: string): Target {
  const [chapterText = "", stepText, ...rest] = text.replace(/\/$/, "").split("/");
  const chapter = findChapter(course, chapterText);
  if (chapter === undefined) throw new UsageError(unknownChapter(course, chapterText));
  if (stepText === undefined) return { chapter };
  const step = rest.length > 0 ? undefined : findStep(chapter, stepText);
  if (step === undefined) throw new UsageError(unknownStep(chapter, [stepText, ...rest].join("/")));
  return { chapter, step };
}

/** Finds a step; a step's own key, or its number, is enough within the chapter at hand. */
export function locateStep(course: Course, text: string, current: Chapter): { chapter: Chapter; step: Step } {
  if (!text.includes("/")) {
    const step = current.steps.find(({ key }) => key === text);
    if (step !== undefined) return { chapter: current, step };
  }
  const { chapter, step = chapter.steps[0]! } = locate(course, text);
  return { chapter, step };
}

function findChapter(course: Course, text: string): Chapter | undefined {
  const number = /^\d+$/.test(text) ? Number(text) : undefined;
  return course.chapters.find(
    (chapter) => chapter.slug === text || chapter.name === text || Number(chapter.number) === number,
  );
}

function findStep(chapter: Chapter, text: string): Step | undefined {
  const number = /^\d+$/.test(text) ? Number(text) : undefined;
  return chapter.steps.find((step) => step.key === text || step.number === number);
}

function unknownChapter(course: Course, text: string): string {
  const near = nearest(
    text,
    course.chapters.map(({ slug }) => slug),
  );
  const hint = near === undefined ? "`kata list` shows them all." : `Did you mean ${near}?`;
  return `There is no chapter ${JSON.stringify(text)}. ${hint}`;
}

function unknownStep(chapter: Chapter, text: string): string {
  const keys = chapter.steps.map(({ key }) => key);
  const near = nearest(text, keys);
  const hint =
    near === undefined ? `Its steps are ${keys.join(", ")}.` : `Did you mean ${chapter.slug}/${near}?`;
  return `Chapter ${chapter.number} has no step ${JSON.stringify(text)}. ${hint}`;
}
