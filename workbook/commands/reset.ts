import { resetChapter } from "../progress/reset";
import { count } from "../screen/text";
import { UsageError } from "./command";
import type { Run } from "./command";
import { locate, locateStep } from "./locate";

/** Puts a chapter's files back to the starters, after keeping the learner's. */
export const run: Run = async (context, values, [name = ""]) => {
  const course = context.course();
  const { chapter, step } = locate(course, name);
  if (step !== undefined) {
    throw new UsageError(
      `A chapter is reset as a whole. To begin at that step: reset ${chapter.slug} --to ${step.key}`,
    );
  }
  const to =
    values.to === undefined ? undefined : locateStep(course, stepName(chapter.slug, values.to), chapter);
  if (to !== undefined && to.chapter !== chapter) {
    throw new UsageError(`--to names a step of chapter ${chapter.number}.`);
  }
  const result = resetChapter(
    context.root,
    chapter,
    to?.step,
    context.store(),
    context.backups(),
    context.now(),
  );

  context.print(
    `Chapter ${chapter.number}, ${chapter.title}: ${count(result.files.length, "file")} put back.`,
  );
  if (result.written.length > 0) {
    const titles = result.written.map(({ number, title }) => `${number} ${title}`).join(", ");
    context.print(`Written as in the solution: ${titles}.`);
  }
  if (result.kept !== undefined) {
    context.print(`To have your files again: npm run kata -- restore ${result.kept.id}`);
  }
  return Promise.resolve(0);
};

/** `--to 3` and `--to persistent` mean a step of the chapter that is reset. */
function stepName(slug: string, to: string | boolean): string {
  const text = String(to);
  return text.includes("/") ? text : `${slug}/${text}`;
}
