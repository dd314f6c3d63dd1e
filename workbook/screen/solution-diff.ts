import { structuredPatch } from "diff";
import type { Chapter, Step } from "../course/course";
import { starterOf } from "../cut/starters";
import { readLearnerFile } from "../progress/learner-files";
import type { Paint } from "./paint";
import { breakCode, clean } from "./text";

/** How one of the learner's files differs from the solution as it stands after a step. */
export interface FileDiff {
  /** Relative to the root, with forward slashes. */
  file: string;
  /** Whether the learner has the file at all. */
  missing: boolean;
  hunks: { line: number; lines: string[] }[];
}

/**
 * Compares the files of a step with the solution. Of the solution only what is due by this step is shown: what later
 * steps write is still a gap in both.
 */
export function solutionDiff(root: string, chapter: Chapter, step: Step): FileDiff[] {
  const due = chapter.steps.filter(({ number }) => number <= step.number).map(({ key }) => key);
  return step.files.map((file) => {
    const theirs = readLearnerFile(root, chapter, file)?.replaceAll("\r\n", "\n");
    const ours = starterOf(root, chapter, file, due).replaceAll("\r\n", "\n");
    const { hunks } = structuredPatch(file, file, theirs ?? "", ours, "", "", { context: 2 });
    return {
      file: `chapters/${chapter.name}/${file}`,
      missing: theirs === undefined,
      hunks: hunks.map(({ oldStart, lines }) => ({ line: oldStart, lines })),
    };
  });
}

/** The diff as lines: `-` is the learner's, `+` the solution's. */
export function diffLines(diffs: readonly FileDiff[], width: number, paint: Paint): string[] {
  const lines: string[] = [];
  for (const { file, missing, hunks } of diffs) {
    if (lines.length > 0) lines.push("");
    lines.push(paint.strong(file));
    if (missing) lines.push(paint.attention("You don't have this file."));
    if (hunks.length === 0) lines.push("Yours is the same.");
    for (const hunk of hunks) {
      lines.push(paint.quiet(`line ${hunk.line}`));
      for (const line of hunk.lines) {
        if (line.startsWith("\\")) continue;
        const tint = line.startsWith("+")
          ? paint.good
          : line.startsWith("-")
            ? paint.bad
            : (text: string) => text;
        lines.push(...breakCode(clean(line), width, 4).map(tint));
      }
    }
  }
  return lines;
}
