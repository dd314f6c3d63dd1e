import type { MarkdownIt, StateCore, Token } from "markdown-it";
import { headingSlug } from "#workbook/course/slug";
import { envOf, type Section } from "./env";

/**
 * Gives every heading its anchor, notes those of level 2 and 3 for the page's contents, and puts the markup of
 * `env.sections` at the begin and the end of the sections that it names. A heading of level 1 is dropped: the page
 * has its title already. One of level 6 is a label, and nobody's destination.
 */
export function headings(markdown: MarkdownIt): void {
  markdown.core.ruler.push("headings", (state) => {
    const env = envOf(state.env);
    const anchors = new Set<string>();
    const result: Token[] = [];
    let open: Section | undefined;

    for (let index = 0; index < state.tokens.length; index++) {
      const token = state.tokens[index]!;
      if (token.type === "footnote_block_open" || (token.type === "heading_open" && token.tag <= "h2")) {
        if (open !== undefined) result.push(markupToken(state, open.end));
        open = undefined;
      }
      if (token.type !== "heading_open") {
        result.push(token);
        continue;
      }

      const inline = state.tokens[index + 1]!;
      const close = state.tokens[index + 2]!;
      index += 2;
      if (token.tag === "h1") continue;
      if (token.tag === "h6") {
        token.tag = close.tag = "p";
        token.attrSet("class", "label");
        result.push(token, inline, close);
        continue;
      }
      const title = plainText(inline.children ?? []);
      const anchor = unusedAnchor(headingSlug(title), anchors);
      token.attrSet("id", anchor);
      if (token.tag <= "h3") env.headings.push({ level: Number(token.tag[1]), title, anchor });

      const section = env.sections?.get(anchor);
      if (section === undefined) {
        result.push(token, inline, close);
      } else {
        result.push(markupToken(state, section.begin));
        open = section;
      }
    }
    if (open !== undefined) result.push(markupToken(state, open.end));
    state.tokens = result;
  });
}

/** What a heading says, without its markup. */
export function plainText(tokens: readonly Token[]): string {
  return tokens
    .map(({ type, content }) => (type === "text" || type === "code_inline" ? content : ""))
    .join("");
}

/** As GitHub does it: the second of a name gets `-1`. */
function unusedAnchor(anchor: string, used: Set<string>): string {
  let unused = anchor;
  for (let count = 1; used.has(unused); count++) unused = `${anchor}-${count}`;
  used.add(unused);
  return unused;
}

function markupToken(state: StateCore, markup: string): Token {
  const token = new state.Token("html_block", "", 0);
  token.content = markup;
  return token;
}
