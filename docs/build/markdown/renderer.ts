import createMarkdown, { type MarkdownIt } from "markdown-it";
import type { Highlight } from "../highlight";
import { raw, type Markup } from "../html";
import { containers } from "./containers";
import type { Env } from "./env";
import { fences } from "./fences";
import { figures } from "./figures";
import { footnotes } from "./footnotes";
import { glossaryLinks } from "./glossary-links";
import { inlineCode } from "./inline-code";
import { headings } from "./headings";
import { repositoryLinks } from "./repository-links";
import { symbolLinks } from "./symbol-links";
import { tables } from "./tables";

/** Renders the workbook's Markdown. */
export class Renderer {
  readonly #markdown: MarkdownIt;

  /**
   * @param root the repository's root folder, for drawings
   * @param html whether tags of HTML count as such: only in what TypeDoc writes
   */
  constructor(root: string, highlight: Highlight, html = false) {
    const markdown = new createMarkdown({ html, typographer: true, quotes: "“”‘’" }).disable("replacements");
    footnotes(markdown);
    containers(markdown);
    fences(markdown, highlight);
    tables(markdown);
    inlineCode(markdown);
    repositoryLinks(markdown);
    figures(markdown, root);
    symbolLinks(markdown);
    glossaryLinks(markdown);
    headings(markdown);
    this.#markdown = markdown;
  }

  /** A whole text. */
  blocks(text: string, env: Env): Markup {
    return raw(this.#markdown.render(text, env as unknown as Record<string, unknown>));
  }

  /** A text within a line. */
  inline(text: string, env: Env): Markup {
    return raw(this.#markdown.renderInline(text, env as unknown as Record<string, unknown>));
  }
}
