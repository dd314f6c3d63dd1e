import type { Chapter, Course } from "../course/course";
import { starterOf } from "../cut/starters";
import { writeAtomically } from "./atomic-write";
import type { Backups, Moment } from "./backups";
import { makeBundle, splitFileName } from "./bundle";
import type { Bundle } from "./bundle";
import { learnerFiles, learnerPath, readLearnerFile } from "./learner-files";
import { mergeProgress } from "./progress";
import type { Progress } from "./progress";
import type { ProgressStore } from "./progress-store";

/** The learner's work as one JSON text: the progress, and each file that is no longer its starter. */
export function exportWork(course: Course, progress: Progress, at: Date): { text: string; files: string[] } {
  const files: Record<string, string> = {};
  for (const chapter of course.chapters) {
    for (const file of learnerFiles(course.root, chapter)) {
      const content = readLearnerFile(course.root, chapter, file);
      if (content === undefined || isStarter(course.root, chapter, file, content)) continue;
      files[`${chapter.slug}/${file}`] = content;
    }
  }
  return { text: makeBundle(progress, files, at), files: Object.keys(files) };
}

export interface ImportResult {
  /** Files that were written: `<slug>/<file>`. */
  written: string[];
  /** Files that were there with the same content. */
  unchanged: string[];
  /** Files of chapters that this course doesn't have. Their progress is kept all the same. */
  skipped: string[];
  /** What was replaced. */
  kept: Moment | undefined;
  progress: Progress;
}

/** Takes in an export: replaced files are kept first, then the files are written and the progress is merged. */
export function importWork(
  course: Course,
  bundle: Bundle,
  store: ProgressStore,
  backups: Backups,
): ImportResult {
  const result: ImportResult = {
    written: [],
    unchanged: [],
    skipped: [],
    kept: undefined,
    progress: store.read(),
  };
  const replace: { name: string; chapter: Chapter; file: string; content: string }[] = [];
  for (const [name, content] of Object.entries(bundle.files)) {
    const { slug, file } = splitFileName(name);
    const chapter = course.chapters.find((each) => each.slug === slug);
    if (chapter === undefined) result.skipped.push(name);
    else if (readLearnerFile(course.root, chapter, file) === content) result.unchanged.push(name);
    else replace.push({ name, chapter, file, content });
  }
  result.kept = backups.keep(replace, "import");
  for (const { name, chapter, file, content } of replace) {
    writeAtomically(learnerPath(course.root, chapter, file), content);
    result.written.push(name);
  }
  result.progress = store.update((progress) => mergeProgress(progress, bundle.progress));
  return result;
}

function isStarter(root: string, chapter: Chapter, file: string, content: string): boolean {
  if (!chapter.files.includes(file)) return false;
  const plain = (text: string) => text.replaceAll("\r\n", "\n");
  return plain(content) === plain(starterOf(root, chapter, file));
}
