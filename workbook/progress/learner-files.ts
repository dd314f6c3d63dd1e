import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Chapter } from "../course/course";

/** The TypeScript files in a chapter's folder, the learner's own helpers too: relative to it, with forward slashes. */
export function learnerFiles(root: string, chapter: Chapter): string[] {
  const folder = join(root, "chapters", chapter.name);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".ts") && !file.split("/").includes("node_modules"))
    .sort();
}

/** The absolute path of a learner's file. */
export function learnerPath(root: string, chapter: Chapter, file: string): string {
  return join(root, "chapters", chapter.name, ...file.split("/"));
}

/** A learner's file as text with line feeds, or undefined where there is no such file. */
export function readLearnerFile(root: string, chapter: Chapter, file: string): string | undefined {
  try {
    return readFileSync(learnerPath(root, chapter, file), "utf8");
  } catch {
    return undefined;
  }
}
