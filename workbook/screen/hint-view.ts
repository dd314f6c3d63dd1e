import type { Step } from "../course/course";
import { markdownLines } from "./markdown";
import type { Paint } from "./paint";

/** The hints of a step up to a level, one below the other. */
export function hintLines(step: Step, level: number, width: number, paint: Paint): string[] {
  return step.hints
    .slice(0, level)
    .flatMap((hint, index) => [
      ...(index > 0 ? [""] : []),
      paint.strong(`Hint ${index + 1} of ${step.hints.length}`),
      ...markdownLines(hint, width),
    ]);
}
