import type { MarkdownIt } from "markdown-it";

/** Lets a wide table scroll by itself, reachable by keyboard, so that the page never scrolls sideways. */
export function tables(markdown: MarkdownIt): void {
  markdown.renderer.rules["table_open"] = () =>
    `<div class="table" role="group" aria-label="Table" tabindex="0"><table>\n`;
  markdown.renderer.rules["table_close"] = () => "</table></div>\n";
}
