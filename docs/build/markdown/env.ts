import type { TermFinder } from "../glossary";
import type { Heading } from "../page";

/** What a section has around its text. */
export interface Section {
  /** Stands for the heading, and holds it. */
  begin: string;
  end: string;
}

/** What the Markdown renderer must know of the text at hand, and what it learns of it. */
export interface Env {
  /** The Markdown's own path relative to the root, for its links and for messages. */
  file: string;
  /** The address of the page that it becomes. */
  page: string;
  /** The page of a file or folder of the repository; undefined where it has none. */
  pageOf(path: string): string | undefined;
  /** The glossary, if its terms shall be linked. */
  terms?: TermFinder;
  /** Terms that are linked on this page already. */
  linkedTerms: Set<string>;
  /** Exported names that shall be linked to the reference: name → address. */
  symbols?: ReadonlyMap<string, string>;
  /** Markup for sections of level 2, by the anchor of their heading. */
  sections?: ReadonlyMap<string, Section>;
  /** The headings of level 2 and 3, as they were met. */
  headings: Heading[];
  /** Keeps anchors and footnotes of several texts on one page apart. */
  docId?: string;
  /** How many boxes and figures were met, to name them apart. */
  count: number;
}

/** The renderer passes its environment around without a type; every text of ours is rendered with an `Env`. */
export function envOf(env: unknown): Env {
  return env as Env;
}
