import { diffArrays } from "diff";

/** A line of a printed value. */
export interface ComparedLine {
  text: string;
  /** It stands in both values. */
  same: boolean;
}

/** Equal lines that are kept on each side of a difference. */
const CONTEXT = 2;

/**
 * Marks the lines in which two printed values differ. Of long values, equal lines far from any difference are left
 * out, which is said.
 */
export function compareValues(expected: string, observed: string): [ComparedLine[], ComparedLine[]] {
  const left: ComparedLine[] = [];
  const right: ComparedLine[] = [];
  for (const { value, added, removed } of diffArrays(expected.split("\n"), observed.split("\n"))) {
    const same = !added && !removed;
    const lines = value.map((text) => ({ text, same }));
    if (!added) left.push(...lines);
    if (!removed) right.push(...lines);
  }
  return [fold(left), fold(right)];
}

function fold(lines: readonly ComparedLine[]): ComparedLine[] {
  const near = (index: number) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ same }) => !same);
  const kept = lines.map(
    (line, index) => index === 0 || index === lines.length - 1 || !line.same || near(index),
  );
  if (kept.every((each) => each) || lines.every(({ same }) => same)) return [...lines];

  const folded: ComparedLine[] = [];
  for (let index = 0; index < lines.length; index++) {
    if (kept[index]) {
      folded.push(lines[index]!);
      continue;
    }
    const end = kept.indexOf(true, index);
    const indent = /^\s*/.exec(lines[index]!.text)![0];
    folded.push({ text: `${indent}… ${end - index} equal`, same: true });
    index = end - 1;
  }
  return folded;
}
