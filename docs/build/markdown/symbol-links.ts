import type { MarkdownIt, Token } from "markdown-it";
import { relativeLink } from "../addresses";
import { envOf } from "./env";

/**
 * Links `ZnodeTree` and `validatePath()` in backticks to the reference, where they name something that the chapter
 * exports: the first time in every section, for more would be noise.
 */
export function symbolLinks(markdown: MarkdownIt): void {
  markdown.core.ruler.push("symbol_links", (state) => {
    const { symbols, page } = envOf(state.env);
    if (symbols === undefined) return;
    let linked = new Set<string>();
    let inHeading = false;
    for (const token of state.tokens) {
      if (token.type === "heading_open") {
        inHeading = true;
        if (token.tag === "h2") linked = new Set();
      }
      if (token.type === "heading_close") inHeading = false;
      if (token.type === "inline" && !inHeading && token.children !== null) {
        token.children = linkSymbols(token.children);
      }
    }

    function linkSymbols(tokens: Token[]): Token[] {
      let links = 0;
      return tokens.flatMap((token) => {
        if (token.type === "link_open") links++;
        if (token.type === "link_close") links--;
        const name = token.content.replace(/\(\)$/, "");
        const address = symbols!.get(name);
        if (token.type !== "code_inline" || links > 0 || address === undefined || linked.has(name))
          return [token];
        linked.add(name);
        const open = new state.Token("link_open", "a", 1);
        open.attrSet("class", "symbol");
        open.attrSet("href", relativeLink(page, address));
        return [open, token, new state.Token("link_close", "a", -1)];
      });
    }
  });
}
