import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Course } from "#workbook/course/course";
import { isMarker, parseRegions } from "#workbook/cut/regions";

/** A source file that the site shows. */
export interface Source {
  /** Relative to the root, with forward slashes. */
  file: string;
  /** Without the marker lines. */
  lines: string[];
  /** For each line, the key of the step that a learner writes it in. */
  steps: (string | undefined)[];
  /** The rules that a step's test holds the learner to. */
  rules: string[];
}

/** Finds the solutions and the tests of all chapters. Mutants stay out: they are wrong on purpose. */
export function findSources(root: string, course: Course): Source[] {
  return course.chapters.flatMap(({ name }) =>
    ["solutions", "tests"].flatMap((top) =>
      listFiles(root, `${top}/${name}`)
        .filter((file) => file.endsWith(".ts") && !file.endsWith("/mutants.ts"))
        .map((file) => readSource(file, readFileSync(join(root, file), "utf8"))),
    ),
  );
}

/** Takes a source's markers out, and keeps what they say. */
export function readSource(file: string, text: string): Source {
  const all = text.replaceAll("\r\n", "\n").trimEnd().split("\n");
  const regions = parseRegions(all.join("\n"), file).filter(({ kind }) => kind !== "show");
  const kept = all.map((line, index) => ({ line, index })).filter(({ line }) => !isMarker(line));
  return {
    file,
    lines: kept.map(({ line }) => line),
    steps: kept.map(({ index }) => regions.find(({ begin, end }) => begin < index && index < end)?.name),
    rules: [...text.matchAll(/\brule\(\s*"((?:[^"\\]|\\.)+)"/g)].map(
      (match) => JSON.parse(`"${match[1]!}"`) as string,
    ),
  };
}

function listFiles(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }))
    .flatMap((entry) =>
      entry.isDirectory() ? listFiles(root, `${folder}/${entry.name}`) : [`${folder}/${entry.name}`],
    );
}
