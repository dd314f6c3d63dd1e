import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { loadCourse, type Course } from "../course/course";
import { fillFences } from "./snippets";
import { starterOf } from "./starters";

/** A file that is made from others, as it should be. */
export interface Cut {
  /** Relative to the root, with forward slashes. */
  file: string;
  text: string;
}

/** The starters of all chapters, cut from the solutions. */
export function cutStarters({ root, chapters }: Course): Cut[] {
  return chapters.flatMap((chapter) =>
    chapter.files.map((file) => ({
      file: `chapters/${chapter.name}/${file}`,
      text: starterOf(root, chapter, file),
    })),
  );
}

/** The prose of all chapters, with its snippets and runs as they are now. */
export function cutProse({ root, chapters }: Course): Cut[] {
  return chapters.map((chapter) => {
    const file = `chapters/${chapter.name}/README.md`;
    return { file, text: fillFences(root, readFileSync(join(root, file), "utf8"), file) };
  });
}

/** Whether a file on disk is as it should be. Line ends don't count. */
export function isFresh(root: string, cut: Cut): boolean {
  const path = join(root, cut.file);
  return existsSync(path) && readFileSync(path, "utf8").replaceAll("\r\n", "\n") === cut.text;
}

/**
 * Writes every starter and every snippet that isn't as it should be. A maintainer's command: a learner's chapters
 * are reset with `kata reset`, which keeps a backup.
 * @returns the files that were written
 */
export function writeCuts(root: string): string[] {
  const course = loadCourse(root);
  const stale = [...cutStarters(course), ...cutProse(course)].filter((cut) => !isFresh(root, cut));
  for (const cut of stale) {
    mkdirSync(dirname(join(root, cut.file)), { recursive: true });
    writeFileSync(join(root, cut.file), cut.text);
  }
  return stale.map((cut) => cut.file);
}
