import { currentPlace } from "../progress/position";
import type { Run } from "./command";
import { go } from "./go";
import { locateStep } from "./locate";

/** Goes to a step, or to the first one of a chapter. */
export const run: Run = async (context, _values, [name = ""]) => {
  const course = context.course();
  const { chapter } = currentPlace(course, context.store().read());
  go(context, locateStep(course, name, chapter));
  return Promise.resolve(0);
};
