import type { MarkdownIt, Token } from "markdown-it";
import footnote from "markdown-it-footnote";
import { markup } from "../html";

/** Sources as footnotes `[^id]`, gathered under a heading of their own, with links that say where they lead. */
export function footnotes(markdown: MarkdownIt): void {
  markdown.use(footnote);
  const { rules } = markdown.renderer;
  rules["footnote_caption"] = (tokens, index) => String(metaOf(tokens[index]!).id + 1);
  rules["footnote_ref"] = (tokens, index, options, env, renderer) => {
    const name = renderer.rules["footnote_anchor_name"]!(tokens, index, options, env, renderer);
    const { id, subId } = metaOf(tokens[index]!);
    const back = subId > 0 ? `${name}-${subId}` : name;
    return markup`<sup class="note-mark"><a href="#source-${name}" id="mark-${back}" aria-label="Source ${id + 1}">${id + 1}</a></sup>`
      .text;
  };
  rules["footnote_block_open"] = () => `<section class="sources" aria-labelledby="sources">
<h2 id="sources">Sources</h2>
<ol>
`;
  rules["footnote_block_close"] = () => "</ol>\n</section>\n";
  rules["footnote_open"] = (tokens, index, options, env, renderer) =>
    `<li id="source-${renderer.rules["footnote_anchor_name"]!(tokens, index, options, env, renderer)}">`;
  rules["footnote_anchor"] = (tokens, index, options, env, renderer) => {
    const name = renderer.rules["footnote_anchor_name"]!(tokens, index, options, env, renderer);
    const { id, subId } = metaOf(tokens[index]!);
    const back = subId > 0 ? `${name}-${subId}` : name;
    return markup` <a class="back" href="#mark-${back}" aria-label="Back to the text of source ${id + 1}">↩︎</a>`
      .text;
  };
}

/** @returns its place among the sources, and among the marks that lead to that source */
function metaOf(token: Token): { id: number; subId: number } {
  return token.meta as unknown as { id: number; subId: number };
}
