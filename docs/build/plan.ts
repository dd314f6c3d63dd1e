import { parse } from "yaml";
import { curly } from "./words";
import type { Chapter, Course } from "#workbook/course/course";

/** A part of the course, as docs/plan.yaml has it. */
export interface Part {
  part: string;
  about: string;
  chapters: PlannedChapter[];
}

export interface PlannedChapter {
  slug: string;
  title: string;
  summary: string;
  /** From 1, through all parts. */
  number: number;
  /** The chapter itself, once it exists. */
  chapter?: Chapter;
}

/** Reads docs/plan.yaml, and puts the chapters that exist in their places. */
export function parsePlan(text: string, course: Course): Part[] {
  let number = 0;
  return (parse(text) as Part[]).map((part) => ({
    ...part,
    about: curly(part.about),
    chapters: part.chapters.map((planned) => {
      const chapter = course.chapters.find(({ slug }) => slug === planned.slug);
      const place = {
        ...planned,
        number: ++number,
        title: curly(planned.title),
        summary: curly(planned.summary),
      };
      return chapter === undefined
        ? place
        : { ...place, title: chapter.title, summary: chapter.summary, chapter };
    }),
  }));
}

/** The slugs of all chapters, in order. */
export function plannedSlugs(plan: readonly Part[]): string[] {
  return plan.flatMap(({ chapters }) => chapters.map(({ slug }) => slug));
}
