import type { Chapter, Course } from "../course/course";
import { isChapterPassed } from "./position";
import type { Progress } from "./progress";

/** The import condition that swaps in the reference solution of one chapter. */
export function referenceOf(chapter: Chapter): string {
  return `reference:${chapter.slug}`;
}

/**
 * The import conditions of a run of a chapter, so that one can start anywhere: its own files and those of chapters
 * that the learner has passed are the learner's; all others resolve to the reference.
 *
 * @param slug the chapter that is run
 */
export function conditionsFor(course: Course, progress: Progress, slug: string): string[] {
  const own = new Set(ownChapters(course, progress, slug));
  return course.chapters.filter((chapter) => !own.has(chapter)).map(referenceOf);
}

/** The chapters whose code is the learner's in a run of a chapter: that one and every passed one. */
export function ownChapters(course: Course, progress: Progress, slug: string): Chapter[] {
  return course.chapters.filter((chapter) => chapter.slug === slug || isChapterPassed(progress, chapter));
}
