import { scanHtml } from "../html/scan";
import type { Page } from "./page";

/** What the search can find: a section of a page, or a page as a whole. */
export interface SearchEntry {
  id: number;
  /** The section's heading, or the page's title. */
  title: string;
  /** The page's title. */
  page: string;
  /** Where it is, below the site's folder. */
  address: string;
  /** All its text. It is indexed and not kept. */
  text: string;
  /** The text's begin, to be shown. */
  excerpt: string;
}

const EXCERPT_LENGTH = 150;

/** Cuts a page into what the search can find: at headings of level 2 and 3. What is folded (hints, answers) is left out. */
export function searchEntries(pages: readonly Page[]): SearchEntry[] {
  const entries: SearchEntry[] = [];
  const add = (page: Page, title: string, anchor: string | undefined, text: string): void => {
    const words = text.replace(/\s+/g, " ").trim();
    entries.push({
      id: entries.length,
      title: title.replace(/\s+/g, " ").trim(),
      page: page.title,
      address: anchor === undefined ? page.address : `${page.address}#${anchor}`,
      text: words,
      excerpt:
        words.length <= EXCERPT_LENGTH ? words : `${words.slice(0, EXCERPT_LENGTH).replace(/\s\S*$/, "")} …`,
    });
  };

  for (const page of pages) {
    if (page.searchable === "title") {
      add(page, page.title, undefined, page.description);
      continue;
    }
    for (const { title, anchor, text } of cutAtHeadings(page)) add(page, title, anchor, text);
  }
  return entries;
}

function cutAtHeadings(page: Page): { title: string; anchor: string | undefined; text: string }[] {
  const sections = [{ title: page.title, anchor: undefined as string | undefined, text: "" }];
  let folded = 0;
  let inHeading = false;
  for (const piece of scanHtml(page.body.text)) {
    if (piece.type === "text") {
      const section = sections.at(-1)!;
      if (folded === 0) section[inHeading ? "title" : "text"] += piece.text;
      continue;
    }
    const opens = piece.type === "open";
    if (piece.tag === "details") folded += opens ? 1 : -1;
    if (piece.tag === "h2" || piece.tag === "h3") {
      inHeading = opens;
      if (piece.type === "open") sections.push({ title: "", anchor: piece.attributes.get("id"), text: "" });
    } else if (opens && BLOCKS.has(piece.tag)) {
      sections.at(-1)!.text += " ";
    }
  }
  return sections;
}

const BLOCKS = new Set(["p", "li", "tr", "td", "th", "pre", "div", "dt", "dd", "figcaption"]);
