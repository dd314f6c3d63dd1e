import type { Chapter, Course } from "../course/course";
import { passedCount } from "../progress/position";
import { isPassed } from "../progress/progress";
import type { Progress } from "../progress/progress";
import { bar } from "./bar";
import type { Paint } from "./paint";
import { count, cut, pad, widthOf, workTime } from "./text";

export interface MapOptions {
  width: number;
  paint: Paint;
  /** Id of the step to mark, and whose chapter is shown with its steps. */
  current: string;
  /** Whether every chapter is shown with its steps. */
  all?: boolean;
}

/** The course with the learner's progress: a line for each chapter, and one for each step of the current one. */
export function courseMap(course: Course, progress: Progress, options: MapOptions): string[] {
  const { width, paint, current, all } = options;
  const steps = course.chapters.flatMap((chapter) => chapter.steps);
  const titleWidth = Math.max(8, ...course.chapters.map(({ title }) => widthOf(title)));
  const lines = [
    `${paint.strong("Znode to Offset")}  ${bar(passedCount(progress, steps), steps.length, 20, paint)} ` +
      `steps passed`,
    "",
  ];
  for (const chapter of course.chapters) {
    const open = chapter.steps.some((step) => step.id === current);
    lines.push(chapterLine(chapter, progress, titleWidth, open, options));
    if (open || all === true) lines.push(...stepLines(chapter, progress, options));
  }
  return lines.map((line) => cut(line, width));
}

function chapterLine(
  chapter: Chapter,
  progress: Progress,
  titleWidth: number,
  open: boolean,
  { paint, width }: MapOptions,
): string {
  const passed = passedCount(progress, chapter.steps);
  const left = chapter.steps.filter((step) => !isPassed(progress, step.id));
  const minutes = left.reduce((sum, step) => sum + step.minutes, 0);
  const title = pad(chapter.title, Math.min(titleWidth, width - 34));
  const rest = passed === chapter.steps.length ? "" : paint.quiet(`  ${workTime(minutes)}`);
  const drawn = bar(passed, chapter.steps.length, chapter.steps.length, paint);
  return `${chapter.number}  ${open ? paint.strong(title) : title}  ${pad(drawn, 10)}${rest}`;
}

function stepLines(chapter: Chapter, progress: Progress, { paint, current }: MapOptions): string[] {
  return chapter.steps.map((step) => {
    const passed = isPassed(progress, step.id);
    const here = step.id === current ? paint.strong(paint.signs.here) : " ";
    const mark = passed ? paint.good(paint.signs.passed) : " ";
    const title = step.id === current ? paint.strong(step.title) : step.title;
    return `  ${here} ${mark} ${step.number}. ${title}  ${paint.quiet(`${step.minutes} min`)}`;
  });
}

/** The line below the map: what is next, and how much work is left. */
export function mapSummary(course: Course, progress: Progress): string {
  const left = course.chapters
    .flatMap((chapter) => chapter.steps)
    .filter((step) => !isPassed(progress, step.id));
  if (left.length === 0) return "Everything is passed.";
  const minutes = left.reduce((sum, step) => sum + step.minutes, 0);
  return `${count(left.length, "step")} to go, about ${workTime(minutes)}.`;
}
