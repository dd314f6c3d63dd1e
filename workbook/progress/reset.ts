import type { Chapter, Step } from "../course/course";
import { starterOf } from "../cut/starters";
import { writeAtomically } from "./atomic-write";
import type { Backups, Moment } from "./backups";
import { learnerFiles, learnerPath } from "./learner-files";
import { withReset } from "./progress";
import type { ProgressStore } from "./progress-store";

export interface ResetResult {
  /** What was there before, or undefined where no file was. */
  kept: Moment | undefined;
  /** The files that are starters again. */
  files: string[];
  /** Steps whose code is in the files, as in the solution. */
  written: Step[];
  /** Steps that are open again. */
  reopened: Step[];
}

/**
 * Puts a chapter's files back to the starters, after keeping a copy of all its files. The learner's own helper files
 * stay where they are.
 *
 * @param to the step to stand at: the steps before it are written as in the solution. Without it, the first.
 */
export function resetChapter(
  root: string,
  chapter: Chapter,
  to: Step | undefined,
  store: ProgressStore,
  backups: Backups,
  now: Date,
): ResetResult {
  const first = to?.number ?? 1;
  const written = chapter.steps.filter((step) => step.number < first);
  const reopened = chapter.steps.filter((step) => step.number >= first);

  const kept = backups.keep(
    learnerFiles(root, chapter).map((file) => ({ chapter, file })),
    "reset",
  );
  const keys = written.map((step) => step.key);
  for (const file of chapter.files) {
    writeAtomically(learnerPath(root, chapter, file), starterOf(root, chapter, file, keys));
  }
  store.update((progress) => reopened.reduce((all, step) => withReset(all, step.id, now), progress));
  return { kept, files: chapter.files, written, reopened };
}
