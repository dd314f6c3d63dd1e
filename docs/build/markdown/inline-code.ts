import type { MarkdownIt } from "markdown-it";
import { markup } from "../html";

/** Up to this many characters, code within a line isn't broken: it fits the narrowest screen. */
const UNBROKEN = 24;

/** Code within a line. Short code stays whole, for `job-9` must not end one line in `job-`. */
export function inlineCode(markdown: MarkdownIt): void {
  markdown.renderer.rules["code_inline"] = (tokens, index) => {
    const { content } = tokens[index]!;
    return content.length <= UNBROKEN
      ? markup`<code class="short">${content}</code>`.text
      : markup`<code>${content}</code>`.text;
  };
}
