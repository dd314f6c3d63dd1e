import { stepHeading } from "../course/course";
import type { Chapter, Step } from "../course/course";
import type { ReadFile } from "./explain";

/**
 * Where a step's section of the prose begins, as `file:line`, which most terminals and editors make a link. Without
 * the line where the heading isn't found.
 */
export function proseLink(chapter: Chapter, step: Step, readFile: ReadFile): string {
  const file = `chapters/${chapter.name}/README.md`;
  const heading = `## ${stepHeading(step.number, step.title)}`;
  const lines = readFile(file)?.split(/\r?\n/) ?? [];
  const index = lines.findIndex((line) => line.trimEnd() === heading);
  return index === -1 ? file : `${file}:${index + 1}`;
}
