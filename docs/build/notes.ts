import { parse } from "yaml";
import type { Course } from "#workbook/course/course";
import { CourseProblem } from "#workbook/course/problem";

/** A point of the notes that the workbook grew from, and the chapter that teaches it. */
export interface NotesRow {
  id: string;
  kind: (typeof KINDS)[number];
  /** The heading of the notes that it stands under. */
  heading: string;
  /** What it says, in our own words. */
  point: string;
  /** The slug of a chapter, written or planned. */
  chapter: string;
  /** The key of a step of that chapter. */
  step?: string;
}

const KINDS = ["heading", "point", "text", "figure"] as const;
const FIELDS = new Set(["id", "kind", "heading", "point", "chapter", "step"]);

/**
 * Reads docs/notes.yaml.
 * @throws CourseProblem for a row that lacks a field, or an id that comes twice
 */
export function parseNotes(text: string, file: string): NotesRow[] {
  const rows = parse(text) as Record<string, unknown>[];
  const ids = new Set<unknown>();
  return rows.map((row, index) => {
    const problem = (what: string, mend: string) => new CourseProblem(file, `row ${index + 1} ${what}`, mend);
    for (const field of ["id", "kind", "heading", "point", "chapter"]) {
      if (typeof row[field] !== "string") throw problem(`lacks \`${field}\``, "add it as a line of text");
    }
    const stranger = Object.keys(row).find((field) => !FIELDS.has(field));
    if (stranger !== undefined) throw problem(`has a field \`${stranger}\``, `use ${[...FIELDS].join(", ")}`);
    if (!KINDS.includes(row["kind"] as NotesRow["kind"])) {
      throw problem(`is of kind ${String(row["kind"])}`, `use ${KINDS.join(", ")}`);
    }
    if (ids.has(row["id"])) throw problem(`has the id ${String(row["id"])} again`, "give it another");
    ids.add(row["id"]);
    return row as unknown as NotesRow;
  });
}

/**
 * Finds where the rows and the chapters' front matter disagree.
 * @param planned the slugs of all chapters, written or not
 * @returns one sentence for each disagreement, with the way to mend it; none if all agree
 */
export function notesProblems(
  rows: readonly NotesRow[],
  course: Course,
  planned: readonly string[],
): string[] {
  const problems: string[] = [];
  const byId = new Map(rows.map((row) => [row.id, row]));

  for (const row of rows) {
    const chapter = course.chapters.find(({ slug }) => slug === row.chapter);
    if (!planned.includes(row.chapter)) {
      problems.push(`docs/notes.yaml: ${row.id} names the chapter ${row.chapter}, which nobody plans`);
    } else if (chapter !== undefined && !chapter.notes.includes(row.id)) {
      problems.push(
        `chapters/${chapter.name}/README.md: add ${row.id} to \`notes\`, for docs/notes.yaml says it is there`,
      );
    }
    if (
      row.step !== undefined &&
      chapter !== undefined &&
      !chapter.steps.some(({ key }) => key === row.step)
    ) {
      problems.push(
        `docs/notes.yaml: ${row.id} names the step ${row.step}, which ${chapter.slug} doesn't have`,
      );
    }
  }
  for (const chapter of course.chapters) {
    for (const id of chapter.notes) {
      const row = byId.get(id);
      if (row === undefined) {
        problems.push(
          `chapters/${chapter.name}/README.md: \`notes\` has ${id}, which docs/notes.yaml doesn't`,
        );
      } else if (row.chapter !== chapter.slug) {
        problems.push(
          `chapters/${chapter.name}/README.md: \`notes\` has ${id}, which docs/notes.yaml gives to ${row.chapter}`,
        );
      }
    }
  }
  return problems;
}
