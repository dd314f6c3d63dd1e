import type { Paint } from "./paint";
import { cut, pad } from "./text";

/** A labelled part of a screen. */
export interface Section {
  /** In the left column, beside the first line; empty to go on below the section before. */
  label: string;
  /** Wrapped and painted to `contentWidth`. */
  lines: string[];
  /** How few lines are left of one that gives way. */
  least?: number;
  /** Who gives way first on a short screen: the higher, the sooner. 0, never, unless said. */
  yields?: number;
  /** Which lines are left: the first ones, unless said. */
  keep?: "start" | "end";
  /** Whether an empty line stands before it. */
  apart?: boolean;
}

const LABEL_WIDTH = 10;

/** The columns left for a section's lines. */
export function contentWidth(width: number): number {
  return width - LABEL_WIDTH;
}

/** Draws sections below one another. */
export function drawSections(sections: readonly Section[], width: number, paint: Paint): string[] {
  return sections.flatMap(({ label, lines, apart }) => {
    const drawn = lines.map((line, index) =>
      cut((index === 0 ? paint.quiet(pad(label, LABEL_WIDTH)) : " ".repeat(LABEL_WIDTH)) + line, width),
    );
    return apart === true && drawn.length > 0 ? ["", ...drawn] : drawn;
  });
}

/** Shortens sections to a number of rows, as far as they give way. What was left out is said. */
export function fitSections(sections: readonly Section[], rows: number, paint: Paint): Section[] {
  const fitted = [...sections];
  const order = [...sections.keys()]
    .filter((index) => (sections[index]!.yields ?? 0) > 0)
    .sort((a, b) => sections[b]!.yields! - sections[a]!.yields!);
  let over = heightOf(fitted) - rows;
  for (const index of order) {
    const section = fitted[index]!;
    // One row goes to saying what was left out, so to leave out a single one gains nothing.
    const removable = section.lines.length - (section.least ?? 1);
    if (over <= 0 || removable < 2) continue;
    const removed = Math.min(removable, over + 1);
    fitted[index] = { ...section, lines: shorten(section, removed, paint) };
    over -= removed - 1;
  }
  return fitted;
}

function shorten(section: Section, removed: number, paint: Paint): string[] {
  const note = paint.quiet(`… ${removed} more lines`);
  return section.keep === "end"
    ? [note, ...section.lines.slice(removed)]
    : [...section.lines.slice(0, -removed), note];
}

function heightOf(sections: readonly Section[]): number {
  return sections.reduce(
    (sum, { lines, apart }) => sum + lines.length + (apart === true && lines.length > 0 ? 1 : 0),
    0,
  );
}
