/**
 * Where things are in the site. An address is a path below the site's folder, with forward slashes and `index.html`
 * spelled out: the site is read from files as often as from a server.
 */

/** The pages there is one of. */
export const HOME = "index.html";
export const SYLLABUS = "syllabus.html";
export const GLOSSARY = "glossary.html";
export const NOTES = "notes.html";
export const BESIDE_APACHE = "beside-apache.html";
export const REFERENCE = "reference/index.html";

/** @param name a chapter's folder: "01-znode-tree" */
export function chapterAddress(name: string): string {
  return `chapters/${name}/index.html`;
}

/** The page that warns before a chapter's solutions. */
export function solutionsAddress(name: string): string {
  return `solutions/${name}/index.html`;
}

/** @param file a source below solutions/ or tests/, relative to the root: "tests/01-znode-tree/1-paths.test.ts" */
export function sourceAddress(file: string): string {
  return file.replace(/(\.test)?\.ts$/, ".html");
}

/** @param module a source's path without extension: "solutions/01-znode-tree/paths" */
export function referenceAddress(module: string): string {
  return `reference/${module}.html`;
}

/** The anchor that a term has in the glossary. */
export function termAnchor(term: string): string {
  return term.toLowerCase().replaceAll(" ", "-");
}

/** The link from one page to another: relative, so that it works from any folder and from `file:`. */
export function relativeLink(from: string, to: string): string {
  const [path = "", fragment] = to.split("#");
  const anchor = fragment === undefined ? "" : `#${fragment}`;
  if (path === from || path === "") return anchor === "" ? path.slice(path.lastIndexOf("/") + 1) : anchor;
  const here = from.split("/").slice(0, -1);
  const there = path.split("/");
  let shared = 0;
  while (shared < here.length && here[shared] === there[shared]) shared++;
  return [...here.slice(shared).map(() => ".."), ...there.slice(shared)].join("/") + anchor;
}
