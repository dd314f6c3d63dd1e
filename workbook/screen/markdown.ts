import { wrap } from "./text";

/** Markdown of hints and quizzes as lines of text. Backticks stay: they are readable as they are. */
export function markdownLines(markdown: string, width: number): string[] {
  const lines: string[] = [];
  let paragraph: string[] = [];
  const flush = () => {
    if (paragraph.length > 0) lines.push(...wrapItem(inline(paragraph.join(" ")), width));
    paragraph = [];
  };

  let fenced = false;
  for (const line of markdown.split(/\r?\n/)) {
    if (/^\s*```/.test(line)) {
      flush();
      fenced = !fenced;
    } else if (fenced) {
      lines.push(`    ${line}`);
    } else if (line.trim() === "") {
      flush();
      if (lines.length > 0 && lines.at(-1) !== "") lines.push("");
    } else {
      if (/^\s*(?:[-*]|\d+\.)\s/.test(line)) flush();
      paragraph.push(line.trim());
    }
  }
  flush();
  while (lines.at(-1) === "") lines.pop();
  return lines;
}

/** Emphasis and links of a Markdown text as plain text; code in backticks stays as it is. */
export function inline(markdown: string): string {
  return markdown
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") ? part : plain(part)))
    .join("");
}

function plain(markdown: string): string {
  return markdown
    .replace(/\*\*(.+?)\*\*/g, "$1")
    .replace(/(?<![\w*])[*_](\S(?:.*?\S)?)[*_](?![\w*])/g, "$1")
    .replace(/\[([^\]]+)\]\(([^)]+)\)/g, "$1 ($2)")
    .replace(/\[\^[^\]]+\]/g, "");
}

/** The lines of a list item hang below its text, not below its dash. */
function wrapItem(text: string, width: number): string[] {
  const mark = /^(?:[-*]|\d+\.)\s+/.exec(text)?.[0];
  if (mark === undefined) return wrap(text, width);
  const rest = wrap(text.slice(mark.length), width - mark.length);
  return rest.map((line, index) => (index === 0 ? mark : " ".repeat(mark.length)) + line);
}
