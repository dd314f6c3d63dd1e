import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { splitFrontMatter, type FrontMatter } from "./front-matter";
import { parseHints } from "./hints";
import { CourseProblem } from "./problem";
import { headingSlug } from "./slug";

/** The course as its files tell it. */
export interface Course {
  /** The workbook's root folder, absolute. */
  root: string;
  /** In order. */
  chapters: Chapter[];
}

/** A chapter: what its front matter says, and what its files add. */
export interface Chapter extends Omit<FrontMatter, "steps"> {
  /** Its place: "01". */
  number: string;
  /** Its stable id: "znode-tree". */
  slug: string;
  /** Its folder's name under chapters, solutions and tests: "01-znode-tree". */
  name: string;
  /** The sum of its steps. */
  minutes: number;
  steps: Step[];
  /** README.md without the front matter. */
  prose: string;
  /** The files that the learner edits: "paths.ts" … */
  files: string[];
}

export interface Step {
  /** Its stable id: "znode-tree/paths". */
  id: string;
  /** Its id within the chapter: "paths". */
  key: string;
  /** Its place in the chapter, from 1. */
  number: number;
  title: string;
  minutes: number;
  /** Where to look: the files of the chapter that it is about. */
  files: string[];
  /** Relative to the root, with forward slashes. */
  testFile: string;
  /** The anchor of its section in the prose. */
  anchor: string;
  /** Three, as Markdown. */
  hints: string[];
}

const CHAPTER_FOLDER = /^(\d\d)-([a-z0-9-]+)$/;

/**
 * Reads the course below a root folder.
 * @throws CourseProblem where a chapter's files don't fit together, with the way to mend it
 */
export function loadCourse(root: string): Course {
  const chapters = readdirSync(join(root, "chapters"))
    .filter((name) => CHAPTER_FOLDER.test(name))
    .sort()
    .map((name) => loadChapter(root, name));
  return { root, chapters };
}

function loadChapter(root: string, name: string): Chapter {
  const [, number, slug] = CHAPTER_FOLDER.exec(name)!;
  const proseFile = `chapters/${name}/README.md`;
  const hintsFile = `chapters/${name}/hints.md`;
  const { matter, prose } = splitFrontMatter(readPart(root, proseFile), proseFile);
  const hints = parseHints(readPart(root, hintsFile), hintsFile);
  const files = readdirSync(join(root, "solutions", name)).filter((file) => file.endsWith(".ts"));

  const steps = matter.steps.map((step, index): Step => {
    const stepHints = hints.get(step.id);
    if (stepHints === undefined) {
      throw new CourseProblem(hintsFile, `has no hints for step ${step.id}`, `add a section ## ${step.id}`);
    }
    return {
      id: `${slug!}/${step.id}`,
      key: step.id,
      number: index + 1,
      title: step.title,
      minutes: step.minutes,
      files: step.files,
      testFile: `tests/${name}/${index + 1}-${step.id}.test.ts`,
      anchor: headingSlug(stepHeading(index + 1, step.title)),
      hints: stepHints,
    };
  });
  return {
    ...matter,
    number: number!,
    slug: slug!,
    name,
    minutes: steps.reduce((sum, step) => sum + step.minutes, 0),
    steps,
    prose,
    files,
  };
}

/** The heading of a step's section in the prose, without its `## `. */
export function stepHeading(number: number, title: string): string {
  return `Step ${number}: ${title}`;
}

function readPart(root: string, file: string): string {
  const path = join(root, file);
  if (!existsSync(path)) throw new CourseProblem(file, "is missing", "write it, as CONTRIBUTING.md says");
  return readFileSync(path, "utf8");
}
