import { currentPlace, placeAfter } from "../progress/position";
import { isPassed } from "../progress/progress";
import type { Run } from "./command";
import { go } from "./go";

/** Goes to the step after the current one. */
export const run: Run = async (context) => {
  const course = context.course();
  const progress = context.store().read();
  const { step } = currentPlace(course, progress);
  const next = placeAfter(course, step.id);
  if (next === undefined) {
    context.print("This is the last step of the course.");
    return Promise.resolve(0);
  }
  if (!isPassed(progress, step.id))
    context.print(`${step.id} isn't passed yet; \`jump ${step.id}\` leads back.`);
  go(context, next);
  return Promise.resolve(0);
};
