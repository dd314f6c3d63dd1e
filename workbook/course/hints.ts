import { CourseProblem } from "./problem";

/** How many hints a step has: the first points at the thought, the second at the place, the third nearly says it. */
export const HINT_LEVELS = 3;

/**
 * Reads a chapter's hints.md: `## <step id>`, and below it `### 1` to `### 3`.
 * @returns step id → its three hints, as Markdown
 * @throws CourseProblem where a level is missing, empty or out of order
 */
export function parseHints(text: string, file: string): Map<string, string[]> {
  const hints = new Map<string, string[]>();
  for (const section of sections(text, "## ")) {
    const levels = sections(section.body, "### ");
    const numbers = levels.map((level) => level.title).join(" ");
    if (numbers !== "1 2 3" || levels.some((level) => level.body.trim() === "")) {
      throw new CourseProblem(
        file,
        `the hints of "${section.title}" aren't three filled levels`,
        `write ### 1, ### 2 and ### 3 below ## ${section.title}, each with a text`,
      );
    }
    hints.set(
      section.title,
      levels.map((level) => level.body.trim()),
    );
  }
  return hints;
}

/** Cuts Markdown at its headings of one level; what stands before the first is passed over. */
export function sections(text: string, mark: string): { title: string; body: string }[] {
  const found: { title: string; lines: string[] }[] = [];
  let fenced = false;
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith("```")) fenced = !fenced;
    if (!fenced && line.startsWith(mark)) found.push({ title: line.slice(mark.length).trim(), lines: [] });
    else found.at(-1)?.lines.push(line);
  }
  return found.map(({ title, lines }) => ({ title, body: lines.join("\n") }));
}
