import { PLAIN } from "../screen/paint";
import { drawSections } from "../screen/sections";
import type { Section } from "../screen/sections";
import { count, duration, wrap } from "../screen/text";
import {
  causeSections,
  failureSections,
  outputSections,
  passSections,
  troubleSections,
  typeSections,
} from "../screen/verdict-view";
import type { ViewOptions } from "../screen/verdict-view";
import type { WatchEvent } from "./events";
import { panelLines } from "./panels";
import type { WatchState } from "./state";

const WIDTH = 80;
const OPTIONS: ViewOptions = { width: WIDTH, paint: PLAIN, means: "keys" };

/** Without empty lines: those stand between events only. */
function draw(sections: readonly Section[]): string[] {
  const close = sections.map((section) => ({ ...section, apart: false }));
  return drawSections(close, WIDTH, PLAIN);
}

/** An event of the watch as lines of text that stand by themselves: for screen readers, logs and editors. */
export function plainLines(event: WatchEvent, state: WatchState): string[] {
  switch (event.event) {
    case "step": {
      const { chapter, step, prose } = state;
      const { progress } = event;
      return [
        `Chapter ${chapter.number}, ${chapter.title}. Step ${step.number} of ${chapter.steps.length}: ${step.title}.`,
        `Passed: ${progress.chapter.passed} of ${progress.chapter.total} in the chapter, ` +
          `${progress.course.passed} of ${progress.course.total} in the course.`,
        `Read ${prose}`,
        `Edit ${event.files.join(", ")}`,
        "Keys: h hint, s solution, r run, l list, x reset, n next, ? help, q quit.",
      ];
    }
    case "running":
      return ["Running."];
    case "verdict":
      return verdictLines(event);
    case "broken": {
      const sections = [
        ...(event.explanation === undefined ? [] : failureSections(event.explanation, OPTIONS)),
        ...troubleSections(event.verdict, OPTIONS),
      ];
      return [`But ${event.step} passed before and no longer does.`, ...draw(sections)];
    }
    case "cause": {
      const cause = state.result?.cause;
      return cause === undefined ? [] : draw(causeSections(cause, OPTIONS));
    }
    case "types":
      if (event.problems.length === 0) return ["Types: no errors."];
      return [
        `Types: ${count(event.problems.length, "error")}.`,
        ...draw(typeSections(event.problems, OPTIONS)),
      ];
    case "selected":
      return [`${event.passed ? "passed" : "open"}: ${event.step}, ${event.title}`];
    case "list":
      return [
        ...event.steps.map(
          ({ id, title, passed }) =>
            `${id === event.selected ? ">" : " "} ${passed ? "passed" : "open  "} ${id}, ${title}`,
        ),
        "j and k move, Enter goes there, Escape goes back.",
      ];
    case "hint":
    case "solution":
    case "trace":
    case "question":
    case "help":
      return panelLines(state, OPTIONS) ?? [];
    case "reset":
      return [];
    case "notice":
      return wrap(event.text, WIDTH);
    case "quit":
      return ["The progress is kept. npm start goes on here."];
  }
}

function verdictLines(event: WatchEvent & { event: "verdict" }): string[] {
  const { verdict, passed, explanation, next } = event;
  const done = verdict.tests.filter(({ status }) => status === "passed").length;
  const sections = [
    ...(passed ? passSections(verdict, OPTIONS) : []),
    ...(explanation === undefined ? [] : failureSections(explanation, OPTIONS)),
    ...troubleSections(verdict, OPTIONS),
    ...outputSections(verdict, OPTIONS),
  ];
  return [
    `${passed ? "Passed" : "Not passed yet"}: ${done} of ${count(verdict.tests.length, "test")}, ` +
      `in ${duration(verdict.durationMs)}.`,
    ...draw(sections),
    ...(next === undefined ? [] : [`Next: ${next}. Press n.`]),
  ];
}
