import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Chapter } from "../course/course";
import { isMarker, parseRegions } from "./regions";

/**
 * Cuts a starter from a solution's text: what the learner is to write becomes a comment and a throw.
 *
 * @param written keys of steps whose code stays in: the starter as it stands after those steps
 */
export function cutStarter(source: string, file: string, written: readonly string[] = []): string {
  const lines = source.split("\n");
  const cuts = parseRegions(source, file).filter(
    ({ kind, name }) => kind !== "show" && !written.includes(name),
  );
  const result: string[] = [];
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!;
    const cut = cuts.find((region) => region.begin === index);
    if (cut !== undefined) {
      const indent = /^\s*/.exec(line)![0];
      result.push(
        ...(cut.kind === "write" ? writeHere(cut.name, cut.text) : yours(cut.name, cut.text)).map(
          (text) => indent + text,
        ),
      );
      index = cut.end;
    } else if (!isMarker(line)) {
      result.push(line);
    }
  }
  return result.join("\n");
}

function writeHere(step: string, instruction: string): string[] {
  return [
    `// Write here (step ${step}): ${instruction}`,
    `throw new Error("Not written yet (step ${step})");`,
  ];
}

function yours(step: string, text: string): string[] {
  return [`// Yours (step ${step}): ${text}`];
}

/** The starter of one file of a chapter, cut from its solution on disk. */
export function starterOf(
  root: string,
  chapter: Chapter,
  file: string,
  written: readonly string[] = [],
): string {
  const solution = `solutions/${chapter.name}/${file}`;
  return cutStarter(readFileSync(join(root, solution), "utf8"), solution, written);
}
