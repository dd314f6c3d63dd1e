import * as path from "node:path";
import { loadCourse } from "#workbook/course/course";
import { conditionsFor, ownChapters } from "#workbook/progress/conditions";
import { ProgressStore } from "#workbook/progress/progress-store";

export interface Code {
  /** The import conditions by which a process gets it. */
  conditions: string[];
  /** For people. */
  description: string;
}

/** The solutions of all chapters. */
const SOLUTIONS: Code = { conditions: ["reference"], description: "the solutions" };

/**
 * Whose code the servers run.
 *
 * @param slug the chapter that speaks to real clients
 * @param mine that of the learner: this chapter, as far as it is, and all chapters that they have passed. The others
 *   are the solutions
 */
export function chooseCode(mine: boolean, slug: string): Code {
  if (!mine) return SOLUTIONS;
  const root = path.join(import.meta.dirname, "..");
  const course = loadCourse(root);
  const progress = new ProgressStore(root, (message) => console.error(message)).read();
  const own = ownChapters(course, progress, slug).map((each) => each.slug);
  return {
    conditions: conditionsFor(course, progress, slug),
    description: `your ${own.join(", ")}; the solutions of all other chapters`,
  };
}
