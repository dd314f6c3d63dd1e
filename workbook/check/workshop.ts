import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Mutant } from "#lab/testing/mutant";
import type { Chapter, Step } from "../course/course";
import { starterOf } from "../cut/starters";

/**
 * Where the checks of this process put changed copies of solutions. Below the root, so that `#` imports resolve as
 * everywhere.
 */
const FOLDER = `.kata/check/${process.pid}`;

/** Leaves nothing behind. */
export function clearWorkshop(root: string): void {
  rmSync(join(root, FOLDER), { recursive: true, force: true });
}

/** Writes a chapter as its learner has it who has done the steps before this one, and returns the folder. */
export function writeStarterAt(root: string, chapter: Chapter, step: Step): string {
  const written = chapter.steps.filter((each) => each.number < step.number).map((each) => each.key);
  return writeFolder(root, `${chapter.slug}/before-${step.key}`, chapter, (file) =>
    starterOf(root, chapter, file, written),
  );
}

/**
 * Writes a chapter's solution with a mutant's edits, and returns the folder.
 * @throws Error where an edit doesn't fit the solution exactly once
 */
export function writeMutant(root: string, chapter: Chapter, mutant: Mutant): string {
  return writeFolder(root, `${chapter.slug}/mutant-${mutant.id}`, chapter, (file) => {
    const solution = readFileSync(join(root, "solutions", chapter.name, file), "utf8").replaceAll(
      "\r\n",
      "\n",
    );
    return file === mutant.file ? applyEdits(solution, mutant) : solution;
  });
}

function applyEdits(source: string, mutant: Mutant): string {
  return mutant.edits.reduce((text, { find, put }) => {
    const places = text.split(find).length - 1;
    if (places !== 1) throw new Error(`${JSON.stringify(find)} stands ${places} times in ${mutant.file}`);
    return text.replace(find, () => put);
  }, source);
}

function writeFolder(root: string, name: string, chapter: Chapter, textOf: (file: string) => string): string {
  const folder = workshopFolder(root, name);
  for (const file of chapter.files) writeFileSync(join(folder, file), textOf(file));
  return folder;
}

/** A folder of the workshop, made if it isn't there. */
export function workshopFolder(root: string, name: string): string {
  const folder = join(root, FOLDER, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}
