import { currentPlace, passedCount } from "../progress/position";
import { hintsSeen, passedAt } from "../progress/progress";
import { courseMap, mapSummary } from "../screen/map";
import { proseLink } from "../screen/prose-link";
import type { Context, Run } from "./command";
import { rootFiles } from "./root-files";

/** Shows the course with the learner's progress. */
export const run: Run = async (context, values) => {
  if (values.json === true) context.print(JSON.stringify(statusDocument(context), null, 2));
  else showStatus(context, values.all === true);
  return Promise.resolve(0);
};

export function showStatus(context: Context, all: boolean): void {
  const { paint, width } = context;
  const course = context.course();
  const progress = context.store().read();
  const { chapter, step } = currentPlace(course, progress);
  context.print(
    ...courseMap(course, progress, { paint, width, current: step.id, all }),
    "",
    mapSummary(course, progress),
    `${paint.quiet("Read ")}${proseLink(chapter, step, rootFiles(context.root))}`,
    `${paint.quiet("Edit ")}${step.files.map((file) => `chapters/${chapter.name}/${file}`).join(", ")}`,
  );
}

/** The schema `kata-status/1`, described in the command's help. */
function statusDocument(context: Context): unknown {
  const course = context.course();
  const progress = context.store().read();
  const steps = course.chapters.flatMap((chapter) => chapter.steps);
  return {
    schema: "kata-status/1",
    current: currentPlace(course, progress).step.id,
    passed: passedCount(progress, steps),
    total: steps.length,
    chapters: course.chapters.map((chapter) => ({
      number: chapter.number,
      slug: chapter.slug,
      title: chapter.title,
      summary: chapter.summary,
      minutes: chapter.minutes,
      passed: passedCount(progress, chapter.steps),
      total: chapter.steps.length,
      steps: chapter.steps.map((step) => ({
        id: step.id,
        number: step.number,
        title: step.title,
        minutes: step.minutes,
        passedAt: passedAt(progress, step.id) ?? null,
        hintsSeen: hintsSeen(progress, step.id),
        files: step.files.map((file) => `chapters/${chapter.name}/${file}`),
        prose: proseLink(chapter, step, rootFiles(context.root)),
      })),
    })),
  };
}
