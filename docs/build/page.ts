import type { Markup } from "./html";

export interface Link {
  title: string;
  /** An address below the site's folder, perhaps with a fragment. */
  address: string;
}

/** An entry of a page's own contents. */
export interface Heading {
  /** 2 or 3. */
  level: number;
  /** Plain text. */
  title: string;
  anchor: string;
  /** Its number, if it is a step. */
  step?: number;
}

/** One page of the site, without what all pages share. */
export interface Page {
  address: string;
  /** Plain text: the h1, and the first part of the window's title. */
  title: string;
  /** A small line above the title. */
  kicker?: string;
  /** One sentence for whoever finds the page in a list. */
  description: string;
  /** The pages above it, outermost first, without the home page. */
  trail: Link[];
  /** What the page's own contents show; empty for none. */
  contents: Heading[];
  body: Markup;
  /** Whether the search knows its text, or its title alone. */
  searchable: "text" | "title";
  /** Which kind of page, for the theme. */
  kind: "home" | "chapter" | "source" | "reference" | "plain";
}

/** Pages that are read one after another: the previous and next links follow it. */
export type Sequence = Page[];
