import type { Chapter, Step } from "../course/course";
import type { Guilt } from "../guilt/guilty-chapter";
import { explainTest } from "./explain";
import type { ReadFile, Where } from "./explain";

/** An earlier chapter of the learner's whose mistake makes a step fail. */
export interface Cause {
  chapter: Chapter;
  /** The first of that chapter's own tests that fails; absent where its tests don't see the mistake. */
  broken?: { step: Step; rule: string; test: string; where?: Where };
}

/** Says of a guilty chapter which rule it breaks, and where to look. */
export function explainCause({ chapter, broken }: Guilt, readFile: ReadFile): Cause {
  if (broken?.test.failure === undefined) return { chapter };
  const { step, test } = broken;
  const { where } = explainTest(test, broken.test.failure, chapter, step, readFile);
  return { chapter, broken: { step, rule: test.rule, test: test.name, ...(where && { where }) } };
}
