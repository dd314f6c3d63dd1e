import { currentPlace } from "../progress/position";
import { hintsSeen, withHint } from "../progress/progress";
import { hintLines } from "../screen/hint-view";
import { UsageError } from "./command";
import type { Run } from "./command";
import { locateStep } from "./locate";

/** Shows one hint more than before, or those up to a level. */
export const run: Run = async (context, values, [name]) => {
  const course = context.course();
  const store = context.store();
  const here = currentPlace(course, store.read());
  const { step } = name === undefined ? here : locateStep(course, name, here.chapter);
  const of = step.hints.length;
  const level =
    values.level === undefined ? hintsSeen(store.read(), step.id) + 1 : readLevel(values.level, of);
  const upTo = Math.min(level, of);
  store.update((progress) => withHint(progress, step.id, upTo));

  if (values.json === true) {
    const document = {
      schema: "kata-hint/1",
      step: step.id,
      level: upTo,
      of,
      hints: step.hints.slice(0, upTo),
    };
    context.print(JSON.stringify(document, null, 2));
    return Promise.resolve(0);
  }
  const { paint, width } = context;
  context.print(
    `Step ${step.number}: ${step.title}`,
    "",
    ...hintLines(step, upTo, Math.min(width, 80), paint),
  );
  return Promise.resolve(0);
};

function readLevel(value: string | boolean, most: number): number {
  const level = Number(value);
  if (Number.isInteger(level) && level >= 1 && level <= most) return level;
  throw new UsageError(`--level is a number from 1 to ${most}, not ${String(value)}.`);
}
