import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadCourse, type Chapter, type Course } from "#workbook/course/course";
import { CourseProblem } from "#workbook/course/problem";
import * as address from "./addresses";
import { parseGlossary, TermFinder, type Term } from "./glossary";
import { loadHighlight, type Highlight } from "./highlight";
import type { Env } from "./markdown/env";
import { Renderer } from "./markdown/renderer";
import { notesProblems, parseNotes, type NotesRow } from "./notes";
import { parsePlan, plannedSlugs, type Part } from "./plan";
import { loadReference, type ReferenceModule } from "./reference";
import { curly } from "./words";
import { findSources, type Source } from "./sources";

/** Everything that the pages are made of. */
export interface Site {
  root: string;
  course: Course;
  plan: Part[];
  terms: Term[];
  notes: NotesRow[];
  reference: ReferenceModule[];
  /** Solutions and tests, coloured, by their path relative to the root. */
  sources: Map<string, Source>;
  highlight: Highlight;
  renderer: Renderer;
  /** Fresh surroundings for the Markdown of one page. */
  env(file: string, page: string, extra?: Partial<Env>): Env;
}

/**
 * Reads the workbook below a root folder.
 * @throws CourseProblem where its files don't fit together, with the way to mend it
 */
export async function loadSite(root: string): Promise<Site> {
  const course = asPrinted(loadCourse(root));
  const plan = parsePlan(readFileSync(join(root, "docs/plan.yaml"), "utf8"), course);
  const terms = parseGlossary(readFileSync(join(root, "docs/glossary.md"), "utf8"), "docs/glossary.md");
  const notes = parseNotes(readFileSync(join(root, "docs/notes.yaml"), "utf8"), "docs/notes.yaml");
  refuseStrangers(course, plan, terms);
  const disagreement = notesProblems(notes, course, plannedSlugs(plan))[0];
  if (disagreement !== undefined)
    throw new CourseProblem("docs/notes.yaml", disagreement, "make the two agree");

  const highlight = await loadHighlight();
  const reference = await loadReference(root, course);
  const sources = new Map(findSources(root, course).map((source) => [source.file, source]));
  const pages = pageIndex(course, reference, [...sources.keys()]);
  const finder = new TermFinder(terms);
  return {
    root,
    course,
    plan,
    terms,
    notes,
    reference,
    sources,
    highlight,
    renderer: new Renderer(root, highlight),
    env: (file, page, extra) => ({
      file,
      page,
      pageOf: (path) => pages.get(path),
      terms: finder,
      linkedTerms: new Set(),
      headings: [],
      count: 0,
      ...extra,
    }),
  };
}

/** The course with its titles as they are printed. */
function asPrinted(course: Course): Course {
  const chapters = course.chapters.map((chapter) => ({
    ...chapter,
    title: curly(chapter.title),
    summary: curly(chapter.summary),
    steps: chapter.steps.map((step) => ({ ...step, title: curly(step.title) })),
  }));
  return { ...course, chapters };
}

/** The chapter with a slug, if it is written. */
export function chapterOf(site: Site, slug: string): Chapter | undefined {
  return site.course.chapters.find((chapter) => chapter.slug === slug);
}

/** The exported names of a chapter's files: name → address in the reference. */
export function symbolsOf(site: Site, chapter: Chapter): Map<string, string> {
  return new Map(
    modulesOf(site, chapter).flatMap(({ name, symbols }) =>
      [...symbols].map(
        ([symbol, anchor]) => [symbol, `${address.referenceAddress(name)}#${anchor}`] as const,
      ),
    ),
  );
}

/** The reference of a chapter's files. */
export function modulesOf(site: Site, chapter: Chapter): ReferenceModule[] {
  return site.reference.filter(({ name }) => name.startsWith(`solutions/${chapter.name}/`));
}

/** Which file of the repository has which page. */
function pageIndex(course: Course, reference: readonly ReferenceModule[], sources: readonly string[]) {
  const pages = new Map<string, string>([
    ["README.md", address.HOME],
    ["docs/glossary.md", address.GLOSSARY],
    ["docs/notes.yaml", address.NOTES],
    ["bench/zookeeper/results/speed.json", address.BESIDE_APACHE],
    ["bench/zookeeper/results/interop.json", address.BESIDE_APACHE],
  ]);
  for (const { name } of course.chapters) {
    const chapter = address.chapterAddress(name);
    pages.set(`chapters/${name}`, chapter);
    pages.set(`chapters/${name}/README.md`, chapter);
    pages.set(`chapters/${name}/hints.md`, chapter);
    pages.set(`chapters/${name}/quiz.md`, `${chapter}#quiz`);
    pages.set(`solutions/${name}`, address.solutionsAddress(name));
  }
  for (const file of sources) pages.set(file, address.sourceAddress(file));
  for (const { name } of reference) {
    const page = address.referenceAddress(name);
    pages.set(`reference:${name}.ts`, page);
    pages.set(
      name.startsWith("solutions/") ? name.replace("solutions/", "chapters/") + ".ts" : `${name}.ts`,
      page,
    );
  }
  return pages;
}

function refuseStrangers(course: Course, plan: readonly Part[], terms: readonly Term[]): void {
  const known = plannedSlugs(plan);
  const stranger = course.chapters.find(({ slug }) => !known.includes(slug));
  if (stranger !== undefined) {
    throw new CourseProblem("docs/plan.yaml", `lacks the chapter ${stranger.slug}`, "add it in its place");
  }
  const term = terms.find(({ chapter }) => !known.includes(chapter));
  if (term !== undefined) {
    throw new CourseProblem(
      "docs/glossary.md",
      `"${term.name}" names the chapter ${term.chapter}, which nobody plans`,
      "use a slug of docs/plan.yaml",
    );
  }
}
