import type { Verdict } from "../run/verdict";
import { passedCount } from "../progress/position";
import { bar } from "../screen/bar";
import type { Paint } from "../screen/paint";
import { drawSections, fitSections } from "../screen/sections";
import { count, cut, duration, widthOf, wrap } from "../screen/text";
import { introSections, panelLines, resultSections, selectedLine } from "./panels";
import type { Result, WatchState } from "./state";

/** A terminal's size in cells, and what the learner scrolled to. */
export interface Viewport {
  columns: number;
  rows: number;
  /** Lines scrolled down. Above 0, nothing is left out of a result. */
  scroll: number;
  paint: Paint;
}

export interface Frame {
  /** At most as many as there are rows, none wider than there are columns. */
  lines: string[];
  /** How far down one can scroll. */
  maxScroll: number;
}

/** Lines are no longer than this on a wide terminal: longer ones are hard to read. */
const MAX_WIDTH = 110;

/** Draws the whole screen: where one is, the result or what lies over it, and the keys. */
export function drawFrame(state: WatchState, view: Viewport): Frame {
  const { columns, rows, paint, scroll } = view;
  const width = Math.max(20, Math.min(columns, MAX_WIDTH));
  const head = header(state, width, paint);
  const foot = footer(state, width, paint);
  const room = Math.max(1, rows - head.length - foot.length);

  const { body, all } = bodyLines(state, width, room, view);
  const first = firstLine(state, all.length, room, scroll);
  const shown =
    scroll > 0 || state.panel.kind === "list" ? all.slice(first, first + room) : body.slice(0, room);
  const hidden = all.length > room;
  if (hidden && first + shown.length < all.length) {
    if (shown.length === room) shown[room - 1] = paint.quiet(moreLine(all.length - first - room + 1));
  }
  const filler = Array.from({ length: Math.max(0, room - shown.length) }, () => "");
  const lines = [...head, ...shown, ...filler, ...foot].slice(0, rows);
  return { lines: lines.map((line) => cut(line, columns)), maxScroll: Math.max(0, all.length - room) };
}

function moreLine(lines: number): string {
  return `… ${count(lines, "more line")} (↓)`;
}

function bodyLines(
  state: WatchState,
  width: number,
  room: number,
  { paint }: Viewport,
): { body: string[]; all: string[] } {
  const options = { width, paint, means: "keys" as const };
  const panel = panelLines(state, options);
  if (panel !== undefined) return { body: panel, all: panel };
  const { result } = state;
  if (result === undefined) {
    const intro = drawSections(introSections(state, options), width, paint);
    return { body: intro, all: intro };
  }
  const sections = resultSections(state, result, options);
  const all = drawSections(sections, width, paint);
  return { body: drawSections(fitSections(sections, room, paint), width, paint), all };
}

/** The list keeps its selected step in sight; everything else goes by what the learner scrolled. */
function firstLine(state: WatchState, lines: number, room: number, scroll: number): number {
  const last = Math.max(0, lines - room);
  if (state.panel.kind !== "list") return Math.min(scroll, last);
  const middle = selectedLine(state, state.panel.selected) - Math.floor(room / 2);
  return Math.min(last, Math.max(0, middle));
}

function header(state: WatchState, width: number, paint: Paint): string[] {
  const { chapter, step, course, progress, result } = state;
  const title =
    `${paint.strong(`${chapter.number} ${chapter.title}`)} ${paint.signs.dot} ` +
    `step ${step.number} of ${chapter.steps.length}: ${paint.strong(step.title)}`;
  const all = course.chapters.flatMap((each) => each.steps);
  const cells = width >= 90 ? 10 : width >= 72 ? 6 : 4;
  const [passed, total] = testCounts(result);
  const bars = [
    ...(total === 0 ? [] : [`step ${bar(passed, total, cells, paint)}`]),
    `chapter ${bar(passedCount(progress, chapter.steps), chapter.steps.length, cells, paint)}`,
    `course ${bar(passedCount(progress, all), all.length, cells, paint)}`,
  ];
  while (bars.length > 1 && widthOf(bars.join("   ")) > width) bars.pop();
  return [title, paint.quiet(bars.join("   ")), ""];
}

function testCounts(result: Result | undefined): [passed: number, total: number] {
  const tests = result?.verdict.tests ?? [];
  return [tests.filter(({ status }) => status === "passed").length, tests.length];
}

function footer(state: WatchState, width: number, paint: Paint): string[] {
  const { notice, prose } = state;
  const lines = ["", statusLine(state, paint)];
  if (notice !== undefined) lines.push(...wrap(notice, width).map(paint.attention));
  lines.push(paint.quiet("Read ") + prose, keyLine(state, width, paint));
  return lines;
}

function statusLine({ running, result }: WatchState, paint: Paint): string {
  if (running) return paint.attention("Running …");
  if (result === undefined) return paint.quiet("Waiting for a save. r runs the step.");
  const { verdict, passed: stepPassed, types } = result;
  const [passed, total] = testCounts(result);
  const mark = stepPassed ? paint.good(paint.signs.passed) : paint.bad(paint.signs.failed);
  const counts = countsText(verdict, passed, total);
  const parts = [`${mark} ${counts}`, duration(verdict.durationMs)];
  if (types === undefined) parts.push("checking types …");
  else if (types.length > 0) parts.push(count(types.length, "type error"));
  return parts.join(paint.quiet(` ${paint.signs.dot} `));
}

/** A run ends at the first test that fails, so what stands behind it says nothing yet. */
function countsText(verdict: Verdict, passed: number, total: number): string {
  if (total === 0) return "no test came to an end";
  const first = verdict.tests.findIndex(({ status }) => status === "failed");
  return first === -1 ? `${passed} of ${count(total, "test")} pass` : `test ${first + 1} of ${total} fails`;
}

const KEYS: readonly (readonly [key: string, does: string])[] = [
  ["h", "hint"],
  ["s", "solution"],
  ["r", "run"],
  ["l", "list"],
  ["x", "reset"],
  ["n", "next"],
  ["?", "help"],
  ["q", "quit"],
];

const LIST_KEYS: typeof KEYS = [
  ["j k", "move"],
  ["Enter", "go there"],
  ["Escape", "back"],
  ["q", "quit"],
];

/** `t` is offered only where there is a run to show. */
function keysFor(result: Result | undefined): typeof KEYS {
  if (result?.explanation?.trace === undefined) return KEYS;
  return KEYS.flatMap((key) => (key[0] === "l" ? [["t", "trace"] as const, key] : [key]));
}

/** The keys with what they do; on a narrow screen the rarer ones are only in the help. */
function keyLine({ result, panel }: WatchState, width: number, paint: Paint): string {
  const draw = (keys: typeof KEYS): string =>
    keys
      .map(([key, does]) => {
        const text = `${paint.strong(key)} ${does}`;
        return key === "n" && result?.passed === true ? paint.good(text) : text;
      })
      .join("  ");
  if (panel.kind === "list") return draw(LIST_KEYS);
  const rare = ["x", "r", "s", "l"];
  let keys = keysFor(result);
  for (const key of rare) {
    if (widthOf(draw(keys)) <= width) break;
    keys = keys.filter(([each]) => each !== key);
  }
  return draw(keys);
}
