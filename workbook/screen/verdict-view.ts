import type { CodeFrame, Verdict } from "../run/verdict";
import type { TypeProblem } from "../types/type-checker";
import { compareValues } from "./compare";
import type { ComparedLine } from "./compare";
import type { Explanation, Where } from "./explain";
import type { Cause } from "./explain-cause";
import type { Paint } from "./paint";
import { contentWidth } from "./sections";
import type { Section } from "./sections";
import { clean, count, cut, visible, wrap } from "./text";
import { describeTrouble } from "./trouble";
import type { Means } from "./trouble";

/** How to draw: the screen's width in cells, its colours, and what the learner can do about it. */
export interface ViewOptions {
  width: number;
  paint: Paint;
  means: Means;
}

/** The first failing test: what was done, what should have come and what came, which rule that breaks, where to look. */
export function failureSections(explanation: Explanation, options: ViewOptions, cause?: Cause): Section[] {
  const { paint, width } = options;
  const room = contentWidth(width);
  const sections: Section[] = [
    { label: "Scenario", lines: wrapClean(explanation.scenario, room).map(paint.strong) },
  ];
  if (explanation.frame !== undefined) {
    sections.push({
      label: "",
      lines: frameLines(explanation.frame, room, paint),
      least: 2,
      yields: 2,
      keep: "end",
    });
  }
  sections.push(...valueSections(explanation, room, paint));
  if (explanation.trace !== undefined)
    sections.push({ label: "The run", lines: [paint.quiet(howToSeeRun(options.means))] });
  if (explanation.rule !== "") {
    const source = wrapClean(explanation.source, room).map(paint.quiet);
    sections.push({ label: "Rule", lines: [...wrapClean(explanation.rule, room), ...source], apart: true });
  }
  if (cause !== undefined) sections.push(...causeSections(cause, options));
  else if (explanation.where !== undefined) sections.push(whereSection(explanation.where, room, paint));
  return sections;
}

/** What should have come and what came; of long values mostly the lines that differ. */
function valueSections({ expected, observed, thrown }: Explanation, room: number, paint: Paint): Section[] {
  const sections: Section[] = [];
  const add = (label: string, lines: string[]) => {
    if (lines.length === 0) return;
    sections.push({ label, lines, least: 3, yields: 1, apart: sections.length === 0 });
  };
  const [left, right] = compareValues(visible(expected ?? ""), visible(observed ?? ""));
  const draw = (lines: readonly ComparedLine[], tint: (text: string) => string) =>
    lines.flatMap(({ text, same }) => wrap(text, room).map(same ? paint.quiet : tint));
  if (expected !== undefined) add("Expected", draw(left, paint.good));
  if (observed !== undefined) add("Observed", draw(right, paint.bad));
  if (thrown !== undefined) add("Thrown", wrap(visible(thrown), room).map(paint.bad));
  return sections;
}

function howToSeeRun(means: Means): string {
  return means === "keys" ? "t shows how it went, as a picture." : "--full shows how it went, as a picture.";
}

/** The lines of a run's picture: drawn, so they are cut and not wrapped. */
export function traceLines(trace: string, width: number): string[] {
  return visible(trace)
    .split("\n")
    .map((line) => cut(line, width));
}

function whereSection(where: Where, room: number, paint: Paint): Section {
  if (where.files !== undefined) return { label: "Begin at", lines: where.files, apart: true };
  const place = `${where.file}:${where.line}`;
  if (where.instruction === undefined) {
    const lines = [place, ...(where.text === "" ? [] : [paint.quiet(cut(clean(where.text), room))])];
    return { label: where.guessed === true ? "Begin at" : "Look at", lines, apart: true };
  }
  const what =
    where.otherStep === undefined
      ? "Nothing is written here yet:"
      : `This needs step ${where.otherStep.number}, ${where.otherStep.title}, which isn't written yet:`;
  return {
    label: "Write at",
    lines: [place, ...wrapClean(what, room).map(paint.quiet), ...wrapClean(where.instruction, room)],
    apart: true,
  };
}

function frameLines(frame: CodeFrame, room: number, paint: Paint): string[] {
  const upToFailure = frame.lines.filter(({ number }) => number <= frame.line);
  const indent = Math.min(
    ...upToFailure.filter(({ text }) => text.trim() !== "").map(({ text }) => /^\s*/.exec(text)![0].length),
  );
  const digits = String(frame.line).length;
  const code = upToFailure.map(({ number, text }) => {
    const line = clean(text).slice(Number.isFinite(indent) ? indent : 0);
    const gutter = `${String(number).padStart(digits)} ${paint.signs.bar} `;
    return number === frame.line
      ? cut(`${paint.bad(paint.signs.here)} ${gutter}${line}`, room)
      : paint.quiet(cut(`  ${gutter}${line}`, room));
  });
  return [paint.quiet(cut(`${frame.file}:${frame.line}`, room)), ...code];
}

/** A pass: what now works, by the rules that the tests hold. */
export function passSections(verdict: Verdict, options: ViewOptions): Section[] {
  const { paint, width } = options;
  const room = contentWidth(width) - 2;
  const rules = [...new Set(verdict.tests.map(({ rule, name }) => (rule === "" ? name : rule)))];
  const lines = rules.flatMap((rule) =>
    wrapClean(rule, room).map((line, index) =>
      index === 0 ? `${paint.good(paint.signs.passed)} ${line}` : `  ${line}`,
    ),
  );
  return [{ label: "Now holds", lines, least: 3, yields: 1 }];
}

/** What ended a run: what happened, the likely reason, what to do. */
export function troubleSections(verdict: Verdict, options: ViewOptions): Section[] {
  if (verdict.trouble === undefined) return [];
  const { paint, width, means } = options;
  const room = contentWidth(width);
  const { what, why, todo, where } = describeTrouble(verdict.trouble, means);
  const sections: Section[] = [
    { label: "Stopped", lines: wrapClean(what, room).map(paint.attention), least: 3, yields: 1 },
    { label: "Why", lines: wrapClean(why, room), apart: true },
    { label: "To do", lines: wrapClean(todo, room), apart: true },
  ];
  if (where !== undefined) {
    sections.push({ label: "Look at", lines: [`${where.file}:${where.line}:${where.column}`], apart: true });
  }
  return sections;
}

/** Type errors of the learner's files; they never decide whether a step passes. */
export function typeSections(problems: readonly TypeProblem[], options: ViewOptions): Section[] {
  if (problems.length === 0) return [];
  const { paint, width } = options;
  const room = contentWidth(width);
  const lines = problems.flatMap(({ file, line, column, message }) => [
    paint.attention(`${file}:${line}:${column}`),
    ...wrapClean(message, room),
  ]);
  return [{ label: "Types", lines, least: 2, yields: 3, apart: true }];
}

/** What the code printed. */
export function outputSections(verdict: Verdict, options: ViewOptions): Section[] {
  const { text, droppedBytes } = verdict.output;
  const printed = clean(text).trimEnd();
  if (printed === "") return [];
  const { paint, width } = options;
  const lines = wrap(printed, contentWidth(width)).map(paint.quiet);
  if (droppedBytes > 0) lines.push(paint.quiet(`… and ${count(droppedBytes, "byte")} more, not kept`));
  return [{ label: "Printed", lines, least: 1, yields: 4, apart: true }];
}

/** The chapter before that makes a later one fail. */
export function causeSections({ chapter, broken }: Cause, { paint, width }: ViewOptions): Section[] {
  const room = contentWidth(width);
  const text = `Your chapter ${chapter.number}, ${chapter.title}: with its reference solution this test passes.`;
  const more =
    broken === undefined
      ? "Its own tests don't see the mistake."
      : `Its step ${broken.step.number}, ${broken.step.title}, no longer passes: ${broken.rule || broken.test}.`;
  const lines = [...wrap(text, room).map(paint.attention), ...wrapClean(more, room)];
  const cause: Section = { label: "Cause", lines, apart: true };
  return broken?.where === undefined ? [cause] : [cause, whereSection(broken.where, room, paint)];
}

function wrapClean(text: string, width: number): string[] {
  return wrap(clean(text), width);
}
