import { places, passedCount } from "../progress/position";
import { isPassed } from "../progress/progress";
import { hintLines } from "../screen/hint-view";
import type { Section } from "../screen/sections";
import { contentWidth } from "../screen/sections";
import { diffLines } from "../screen/solution-diff";
import { cut, wrap } from "../screen/text";
import {
  failureSections,
  outputSections,
  passSections,
  traceLines,
  troubleSections,
  typeSections,
} from "../screen/verdict-view";
import type { ViewOptions } from "../screen/verdict-view";
import type { Panel, Question, Result, WatchState } from "./state";

/** What there is to do, until a step's first run has ended. */
export function introSections({ chapter, step, prose }: WatchState, { width }: ViewOptions): Section[] {
  const room = contentWidth(width);
  const files = step.files.map((file) => `chapters/${chapter.name}/${file}`);
  return [
    { label: "Read", lines: [prose] },
    { label: "Edit", lines: files },
    { label: "Time", lines: wrap(`about ${step.minutes} min, with the reading`, room) },
  ];
}

/** The result of a step's last run, in the order in which a learner reads it. */
export function resultSections(state: WatchState, result: Result, options: ViewOptions): Section[] {
  const { verdict, passed, explanation, types, broken, cause } = result;
  const sections: Section[] = [];
  if (passed) sections.push(...passSections(verdict, options));
  if (explanation !== undefined) sections.push(...failureSections(explanation, options, cause));
  sections.push(...troubleSections(verdict, options));
  if (broken !== undefined) sections.push(...brokenSections(broken, options));
  sections.push(...typeSections(types ?? [], options));
  if (passed) sections.push(nextSection(state, options));
  sections.push(...outputSections(verdict, options));
  return sections;
}

function brokenSections(broken: NonNullable<Result["broken"]>, options: ViewOptions): Section[] {
  const { step, verdict, explanation } = broken;
  const text = `Step ${step.number}, ${step.title}, passed before and no longer does:`;
  return [
    {
      label: "But",
      lines: wrap(text, contentWidth(options.width)).map(options.paint.attention),
      apart: true,
    },
    ...(explanation === undefined ? [] : failureSections(explanation, options)),
    ...troubleSections(verdict, options),
  ];
}

/** What a pass leads to. */
function nextSection(state: WatchState, { width }: ViewOptions): Section {
  const { course, progress, chapter, step } = state;
  const room = contentWidth(width);
  const lines: string[] = [];
  const chapterDone = passedCount(progress, chapter.steps) === chapter.steps.length;
  if (chapterDone) {
    lines.push(...wrap(`Chapter ${chapter.number}, ${chapter.title}, is done.`, room));
    lines.push(...wrap(`Ask yourself: npm run kata -- quiz ${chapter.number}`, room));
  }
  const all = places(course);
  const behind = all.slice(all.findIndex((place) => place.step.id === step.id) + 1);
  const next = behind.find((place) => !isPassed(progress, place.step.id)) ?? behind[0];
  if (next === undefined) {
    lines.push(...wrap("That was the last step of the course.", room));
  } else {
    const where = next.chapter === chapter ? "" : `chapter ${next.chapter.number}, ${next.chapter.title}, `;
    const text = `${where}step ${next.step.number}: ${next.step.title}, about ${next.step.minutes} min. Press n.`;
    lines.push(...wrap(text, room));
  }
  return { label: "Next", lines, apart: true };
}

/** What lies over the result, as lines; undefined for the result itself. */
export function panelLines(state: WatchState, options: ViewOptions): string[] | undefined {
  const { panel, step } = state;
  const { width, paint } = options;
  switch (panel.kind) {
    case "result":
      return undefined;
    case "hint":
      return hintPanel(state, panel, options);
    case "solution":
      return [
        ...wrap(`- is yours, + is the solution of step ${step.number}.`, width).map(paint.quiet),
        "",
        ...diffLines(panel.diffs, width, paint),
      ];
    case "trace":
      return traceLines(panel.trace, width);
    case "list":
      return listLines(state, panel.selected, options);
    case "help":
      return helpLines(options);
    case "question":
      return questionLines(panel.question, options);
  }
}

function hintPanel({ step }: WatchState, panel: Panel & { kind: "hint" }, options: ViewOptions): string[] {
  const { width, paint } = options;
  const left = step.hints.length - panel.level;
  const more =
    left > 0 ? `h shows the next hint (${left} left)` : "That was the last hint. s shows the solution";
  return [
    ...hintLines(step, panel.level, Math.min(width, 80), paint),
    "",
    paint.quiet(`${more}. Escape goes back.`),
  ];
}

/** A line for each step; the line of the selected one stands at `selectedLine`. */
function listLines(state: WatchState, selected: number, { width, paint }: ViewOptions): string[] {
  const { course, progress } = state;
  let previous = "";
  return places(course).flatMap(({ chapter, step }, index) => {
    const lines: string[] = [];
    if (chapter.slug !== previous) lines.push(paint.strong(cut(`${chapter.number} ${chapter.title}`, width)));
    previous = chapter.slug;
    const mark = isPassed(progress, step.id) ? paint.good(paint.signs.passed) : " ";
    const here = index === selected ? paint.signs.here : " ";
    const text = `${here} ${mark} ${step.number}. ${step.title}`;
    lines.push(cut(index === selected ? paint.strong(text) : text, width));
    return lines;
  });
}

/** Where the selected step stands in the lines of the list, from 0. */
export function selectedLine(state: WatchState, selected: number): number {
  const all = places(state.course).slice(0, selected + 1);
  return selected + new Set(all.map(({ chapter }) => chapter.slug)).size;
}

const HELP: readonly (readonly [string, string])[] = [
  ["save", "Saving a file of the chapter runs the step."],
  ["r Enter", "Run the step again."],
  ["h", "Show a hint. Each further press shows one more, up to three."],
  ["s", "Show how your files differ from the solution of this step."],
  ["t", "Show how the failing run went, where the test is a simulated run."],
  ["n", "Go to the next step."],
  ["l", "List all steps. Arrows or j and k move, Enter goes there."],
  ["x", "Put the files back to the starters, or bring back a missing one. Yours are kept."],
  ["↑ ↓ Space", "Scroll, and show all of a long text."],
  ["Escape", "Back to the result."],
  ["q", "Quit. The progress is kept: npm start goes on here."],
];

function helpLines({ width }: ViewOptions): string[] {
  const room = contentWidth(width);
  const keys = HELP.flatMap(([key, text]) =>
    wrap(text, room).map((line, index) => (index === 0 ? key : "").padEnd(width - room) + line),
  );
  return [
    ...keys,
    "",
    ...wrap("All of a failure and of what your code printed: npm run kata -- test --full", width),
    ...wrap("Everything else that the workbook can do: npm run kata -- help", width),
  ];
}

function questionLines({ text, answers }: Question, { width, paint }: ViewOptions): string[] {
  return [
    ...wrap(text, width).map(paint.attention),
    "",
    ...answers.flatMap(({ key, means }) =>
      wrap(means, width - 4).map((line, index) => (index === 0 ? `${paint.strong(key)}   ` : "    ") + line),
    ),
    paint.quiet("Any other key: leave all as it is."),
  ];
}
