import { CourseProblem } from "../course/problem";

/**
 * A marked part of a source file, from a line `// #region <kind> <name>: <text>` to its `// #endregion`.
 *
 * - `write <step>: instruction` the learner writes it in that step
 * - `own <step>: text` fields and helpers: the learner's own affair
 * - `show <name>` shown in the prose
 */
export interface Region {
  kind: "write" | "own" | "show";
  /** The step's key, or the snippet's name. */
  name: string;
  /** The instruction; empty for a snippet. */
  text: string;
  /** The lines of its two markers, from 0. */
  begin: number;
  end: number;
}

const BEGIN = /^\s*\/\/ #region (write|own|show) ([a-z0-9-]+)(?:: (.+))?$/;
const ANY_BEGIN = /^\s*\/\/\s*#region\b/;
const END = /^\s*\/\/\s*#endregion\b/;

/** Whether a line is a marker, which no learner sees. */
export function isMarker(line: string): boolean {
  return ANY_BEGIN.test(line) || END.test(line);
}

/**
 * Finds the regions of a source, outer before inner.
 * @throws CourseProblem for a marker that isn't understood, or one without its partner
 */
export function parseRegions(source: string, file: string): Region[] {
  const regions: Region[] = [];
  const open: Region[] = [];
  source.split("\n").forEach((line, index) => {
    if (ANY_BEGIN.test(line)) {
      const match = BEGIN.exec(line);
      const [, kind, name, text = ""] = match ?? [];
      if (match === null || (kind !== "show") !== (text !== "")) {
        throw new CourseProblem(
          `${file}:${index + 1}`,
          "a region that isn't understood",
          "write `// #region write <step>: instruction`, `own <step>: text` or `show <name>`",
        );
      }
      const region = { kind: kind as Region["kind"], name: name!, text, begin: index, end: -1 };
      regions.push(region);
      open.push(region);
    } else if (END.test(line)) {
      const region = open.pop();
      if (region === undefined) {
        throw new CourseProblem(`${file}:${index + 1}`, "an #endregion without its #region", "remove it");
      }
      region.end = index;
    }
  });
  const unclosed = open.at(-1);
  if (unclosed !== undefined) {
    throw new CourseProblem(
      `${file}:${unclosed.begin + 1}`,
      "a region without its end",
      "add `// #endregion`",
    );
  }
  return regions;
}
