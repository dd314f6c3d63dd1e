/**
 * What TypeDoc says of a file, with less on top: no table of parameters that the signature shows already, no
 * "Returns" without a word about it, no headings that only say "Methods". What is left of such headings becomes
 * level 6, which the site shows as a small label.
 *
 * @param text Markdown of typedoc-plugin-markdown, with code blocks and expanded parameters
 */
export function tidyReference(text: string): string {
  return cutAtHeadings(text.replace(/^\*\*\*$/gm, ""))
    .flatMap(tidySection)
    .join("\n")
    .replace(/\n{3,}/g, "\n\n");
}

/** Headings that name a kind of information and not a thing. */
const LABELS = new Set([
  "Call Signature",
  "Default Value",
  "Example",
  "Extended by",
  "Extends",
  "Implementation of",
  "Implemented by",
  "Implements",
  "Index Signature",
  "Inherited from",
  "Parameters",
  "Properties",
  "Returns",
  "See",
  "Throws",
  "Type Declaration",
  "Type Parameters",
]);
const DROPPED = new Set(["Accessors", "Constructors", "Methods"]);

interface Section {
  /** 0 for what stands before the first heading. */
  level: number;
  title: string;
  body: string;
}

function tidySection({ level, title, body }: Section): string[] {
  if (level === 0) return [body];
  if (DROPPED.has(title)) return [body];
  if (title === "Overrides") return [];
  if (title === "Type Parameters" && /^\| Type Parameter \|$/m.test(body)) return [];
  if (title === "Parameters" && !/^\| Parameter .*Description/m.test(body)) return [];
  if (title === "Returns") {
    const words = body.trim().split("\n\n").slice(1).join("\n\n");
    return words === "" ? [] : [`###### Returns\n\n${words}\n`];
  }
  if (LABELS.has(title)) return [`###### ${title}\n${body}`];
  return [`${"#".repeat(level === 2 ? 2 : 3)} ${title}\n${body}`];
}

function cutAtHeadings(text: string): Section[] {
  const found: Section[] = [{ level: 0, title: "", body: "" }];
  let fenced = false;
  for (const line of text.split("\n")) {
    if (line.startsWith("```")) fenced = !fenced;
    const match = fenced ? null : /^(#{2,6}) (.+)$/.exec(line);
    if (match === null) found.at(-1)!.body += `${line}\n`;
    else found.push({ level: match[1]!.length, title: match[2]!.trim(), body: "" });
  }
  return found;
}
