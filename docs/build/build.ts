import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildSync } from "esbuild";
import MiniSearch from "minisearch";
import { paletteCss } from "./colour/palette";
import { layout } from "./layout";
import type { Page, Sequence } from "./page";
import { besideApachePage } from "./pages/beside-apache";
import { chapterPage } from "./pages/chapter";
import { glossaryPage } from "./pages/glossary";
import { homePage } from "./pages/home";
import { notesPage } from "./pages/notes";
import { referenceIndexPage, referencePage } from "./pages/reference";
import { solutionsPage, sourcePage } from "./pages/source";
import { syllabusPage } from "./pages/syllabus";
import { searchEntries } from "./search-entries";
import { loadSite, type Site } from "./site";

const STYLE_SHEETS = ["base.css", "page.css", "prose.css", "code.css", "print.css"];

/**
 * Builds the docs site of the workbook.
 *
 * @param root the workbook's root folder
 * @param out the site's folder; what is in it is removed
 * @returns how many pages there are
 * @throws CourseProblem where the workbook's files don't fit together, with the way to mend it; Error if there is
 * something in the site's folder that isn't a site
 */
export async function buildSite(root: string, out: string): Promise<number> {
  refuseStrangeFolder(out);
  const site = await loadSite(root);
  const sequences = pageSequences(site);
  const pages = sequences.flat();

  rmSync(out, { recursive: true, force: true });
  for (const sequence of sequences) {
    sequence.forEach((page, index) => {
      write(out, page.address, layout(page, { previous: sequence[index - 1], next: sequence[index + 1] }));
    });
  }
  writeAssets(root, out, pages);
  return pages.length;
}

/** What is in the folder will be removed, so it had better be a site. */
function refuseStrangeFolder(out: string): void {
  if (!existsSync(out) || readdirSync(out).length === 0 || existsSync(join(out, "assets/site.css"))) return;
  throw new Error(`${out} isn't a site, and building one would remove what is in it. Name another folder`);
}

/** All pages, in the orders in which they are read. */
function pageSequences(site: Site): Sequence[] {
  const { chapters } = site.course;
  const book = [
    homePage(site),
    syllabusPage(site),
    ...chapters.map((chapter) => chapterPage(site, chapter)),
    glossaryPage(site),
    notesPage(site),
    besideApachePage(site),
  ];
  const sources = chapters.flatMap((chapter) => {
    const below = (folder: string) =>
      [...site.sources.values()]
        .filter(({ file }) => file.startsWith(`${folder}/${chapter.name}/`))
        .map((source) => sourcePage(site, chapter, source));
    return [[solutionsPage(site, chapter), ...below("solutions")], below("tests")];
  });
  const reference = [
    referenceIndexPage(site),
    ...site.reference.map((module) => referencePage(site, module)),
  ];
  return [book, ...sources, reference];
}

function writeAssets(root: string, out: string, pages: readonly Page[]): void {
  const theme = join(root, "docs/theme");
  const styles = STYLE_SHEETS.map((file) => readFileSync(join(theme, file), "utf8"));
  write(out, "assets/site.css", [paletteCss(), ...styles].join("\n"));
  cpSync(join(theme, "icon.svg"), join(out, "assets/icon.svg"));
  for (const script of ["site.js", "search.js"]) {
    buildSync({
      entryPoints: [join(theme, script)],
      outfile: join(out, "assets", script),
      bundle: true,
      minify: true,
      format: "iife",
      target: "es2020",
      logLevel: "error",
    });
  }
  write(out, "assets/search-index.js", searchIndexScript(pages));
}

/** The index as a script, because a page that was opened as a file may not fetch one. */
function searchIndexScript(pages: readonly Page[]): string {
  const index = new MiniSearch({
    fields: ["title", "text"],
    storeFields: ["title", "page", "address", "excerpt"],
  });
  index.addAll(searchEntries(pages));
  return `window.znodeSearchIndex=${JSON.stringify(JSON.stringify(index))};\n`;
}

function write(out: string, address: string, text: string): void {
  const file = join(out, address);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
