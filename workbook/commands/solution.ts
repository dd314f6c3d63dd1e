import { currentPlace } from "../progress/position";
import { diffLines, solutionDiff } from "../screen/solution-diff";
import type { Run } from "./command";
import { locateStep } from "./locate";

/** Shows how the learner's files differ from the solution as it stands after a step. */
export const run: Run = async (context, _values, [name]) => {
  const { paint, width, root } = context;
  const course = context.course();
  const here = currentPlace(course, context.store().read());
  const { chapter, step } = name === undefined ? here : locateStep(course, name, here.chapter);
  context.print(
    `Chapter ${chapter.number}, step ${step.number}: ${step.title}`,
    paint.quiet("- is yours, + is the solution."),
    "",
    ...diffLines(solutionDiff(root, chapter, step), width, paint),
  );
  return Promise.resolve(0);
};
