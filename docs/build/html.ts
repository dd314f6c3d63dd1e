/** Markup that is escaped already, so that nothing escapes it twice. */
export class Markup {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

/** What a template may hold: text is escaped, markup is not, `undefined` and `false` vanish, lists are joined. */
export type Content = string | number | Markup | undefined | false | readonly Content[];

/** A template whose texts are escaped: `markup\`<p>${text}</p>\``. */
export function markup(parts: TemplateStringsArray, ...contents: Content[]): Markup {
  const text = parts.reduce((sum, part, index) => sum + render(contents[index - 1]) + part);
  return new Markup(text);
}

/** Text that is markup already, such as what the Markdown renderer returns. */
export function raw(text: string): Markup {
  return new Markup(text);
}

/** Makes text safe between tags and in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function render(content: Content): string {
  if (content === undefined || content === false) return "";
  if (content instanceof Markup) return content.text;
  if (typeof content === "object") return content.map(render).join("");
  return escapeHtml(String(content));
}
