import { posix } from "node:path";
import type { Chapter } from "#workbook/course/course";
import { chapterAddress, REFERENCE, referenceAddress, relativeLink } from "../addresses";
import type { Highlight } from "../highlight";
import { markup, type Markup } from "../html";
import { Renderer } from "../markdown/renderer";
import type { Page } from "../page";
import type { ReferenceModule } from "../reference";
import { tidyReference } from "../reference-text";
import { modulesOf, symbolsOf, type Site } from "../site";

/** All files with a reference: the chapters', then the lab's. */
export function referenceIndexPage(site: Site): Page {
  const lab = site.reference.filter(({ name }) => name.startsWith("lab/"));
  return {
    address: REFERENCE,
    kind: "plain",
    title: "Reference",
    description: "What every file of the workbook's code promises.",
    trail: [],
    contents: [],
    searchable: "title",
    body: markup`<p class="lede">What each file exports and promises: made from the comments of the finished code, without the code.</p>
${site.course.chapters.map(
  (chapter) => markup`<h2 id="${chapter.slug}">Chapter ${Number(chapter.number)}: ${chapter.title}</h2>
${moduleList(modulesOf(site, chapter))}`,
)}
<h2 id="lab">The lab</h2>
<p>What the chapters’ code runs in: simulated servers, clocks, networks and disks, and helpers of the tests.</p>
${moduleList(lab)}`,
  };
}

function moduleList(modules: readonly ReferenceModule[]): Markup {
  return markup`<ul class="modules">
${modules.map(({ name, symbols }) => {
  const page = referenceAddress(name);
  return markup`<li><a href="${relativeLink(REFERENCE, page)}"><code>${shortName(name)}</code></a>
<span class="quiet">${[...symbols.keys()].join(", ")}</span></li>\n`;
})}</ul>
`;
}

/** What one file exports and promises. */
export function referencePage(site: Site, module: ReferenceModule): Page {
  const page = referenceAddress(module.name);
  const chapter = site.course.chapters.find(({ name }) => module.name.startsWith(`solutions/${name}/`));
  const known = chapter === undefined ? labSymbols(site) : symbolsOf(site, chapter);
  const highlight = linkTypes(site.highlight, new Map([...known, ...ownSymbols(module)]), page);
  const env = site.env(`${module.name}.md`, page, { pageOf: referenceOf });
  delete env.terms;
  const body = new Renderer(site.root, highlight, true).blocks(tidyReference(module.text), env);
  return {
    address: page,
    kind: "reference",
    title: `${shortName(module.name)}.ts`,
    kicker: chapter === undefined ? "The lab" : `Chapter ${Number(chapter.number)}`,
    description: `What ${shortName(module.name)}.ts exports and promises.`,
    trail: [{ title: "Reference", address: REFERENCE }],
    contents: env.headings.filter(({ level }) => level === 2),
    searchable: "text",
    body: markup`${chapter !== undefined && backToChapter(chapter, page)}
${body}`,
  };
}

function backToChapter(chapter: Chapter, page: string): Markup {
  return markup`<p>You write this file in <a href="${relativeLink(page, chapterAddress(chapter.name))}">chapter ${Number(chapter.number)}, ${chapter.title}</a>.</p>`;
}

/** Links the names of types in signatures to their own entries. */
function linkTypes(highlight: Highlight, symbols: ReadonlyMap<string, string>, page: string): Highlight {
  return (code, language) =>
    highlight(code, language).map((line) =>
      line.replace(/<span class="c-type">(\w+)(\s*)<\/span>/g, (span, name: string, space: string) => {
        const target = symbols.get(name);
        return target === undefined
          ? span
          : markup`<a class="c-type" href="${relativeLink(page, target)}">${name}</a>${space}`.text;
      }),
    );
}

function labSymbols(site: Site): Map<string, string> {
  return new Map(
    site.reference.filter(({ name }) => name.startsWith("lab/")).flatMap((module) => [...ownSymbols(module)]),
  );
}

function ownSymbols({ name, symbols }: ReferenceModule): Map<string, string> {
  return new Map([...symbols].map(([symbol, anchor]) => [symbol, `${referenceAddress(name)}#${anchor}`]));
}

/** TypeDoc's links lead to `.md` files that lie as the sources do. */
function referenceOf(file: string): string | undefined {
  return file.endsWith(".md") ? referenceAddress(file.replace(/\.md$/, "")) : undefined;
}

function shortName(module: string): string {
  return module.startsWith("solutions/") ? posix.basename(module) : module.replace("lab/", "");
}
