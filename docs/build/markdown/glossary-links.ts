import type { MarkdownIt, Token } from "markdown-it";
import { relativeLink, termAnchor, GLOSSARY } from "../addresses";
import type { Term } from "../glossary";
import { envOf } from "./env";

/**
 * Links the first use of every term on a page to the glossary. A term that is an everyday word too is linked where
 * it is stressed as a whole, _watch_, as authors do when they introduce it. It leaves alone what is code, a link already, or a
 * heading (of a section or of a table's column).
 */
export function glossaryLinks(markdown: MarkdownIt): void {
  markdown.core.ruler.push("glossary_links", (state) => {
    const env = envOf(state.env);
    if (env.terms === undefined) return;
    let inHeading = false;
    for (const token of state.tokens) {
      if (HEADINGS.has(token.tag) && token.nesting !== 0) inHeading = token.nesting === 1;
      if (token.type === "inline" && !inHeading && token.children !== null) {
        token.children = linkTerms(token.children);
      }
    }

    function linkTerms(tokens: Token[]): Token[] {
      let links = 0;
      return tokens.flatMap((token, index) => {
        if (token.type === "link_open") links++;
        if (token.type === "link_close") links--;
        if (token.type !== "text" || links > 0) return [token];
        const stressed = tokens[index - 1]?.type === "em_open" && tokens[index + 1]?.type === "em_close";
        return stressed ? linkStressed(token) : splitAtTerms(token);
      });
    }

    function linkStressed(token: Token): Token[] {
      const term = env.terms!.named(token.content);
      if (term === undefined || env.linkedTerms.has(term.name)) return splitAtTerms(token);
      env.linkedTerms.add(term.name);
      return link(term, token.content);
    }

    function splitAtTerms(token: Token): Token[] {
      const parts: Token[] = [];
      let done = 0;
      for (const { term, start, end } of env.terms!.find(token.content)) {
        if (env.linkedTerms.has(term.name)) continue;
        env.linkedTerms.add(term.name);
        parts.push(
          textToken(token.content.slice(done, start)),
          ...link(term, token.content.slice(start, end)),
        );
        done = end;
      }
      return done === 0 ? [token] : [...parts, textToken(token.content.slice(done))];
    }

    function link(term: Term, word: string): Token[] {
      const open = new state.Token("link_open", "a", 1);
      open.attrSet("class", "term");
      open.attrSet("href", relativeLink(env.page, `${GLOSSARY}#${termAnchor(term.name)}`));
      return [open, textToken(word), new state.Token("link_close", "a", -1)];
    }

    function textToken(content: string): Token {
      const text = new state.Token("text", "", 0);
      text.content = content;
      return text;
    }
  });
}

const HEADINGS = new Set(["h1", "h2", "h3", "h4", "h5", "h6", "th"]);
