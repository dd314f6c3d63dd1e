import type { Step } from "../course/course";
import type { Moment } from "../progress/backups";
import { passedCount } from "../progress/position";
import { isPassed } from "../progress/progress";
import type { Verdict } from "../run/verdict";
import type { Explanation, Where } from "../screen/explain";
import type { Cause } from "../screen/explain-cause";
import type { FileDiff } from "../screen/solution-diff";
import type { TypeProblem } from "../types/type-checker";
import type { Question, WatchState } from "./state";

/**
 * What happens in the watch, one at a time: `kata watch --json` writes each as one line, `--plain` as text. Step ids
 * are the stable ones, paths are relative to the root with forward slashes.
 */
export type WatchEvent =
  /** The step to work on: at the start, and after each jump. */
  | {
      event: "step";
      step: string;
      chapter: string;
      title: string;
      prose: string;
      files: string[];
      passed: boolean;
      progress: { chapter: Fraction; course: Fraction };
    }
  | { event: "running"; step: string; because: "start" | "key" | "save" | "jump" | "restored" }
  /** `firstPass`: the step was open until now. `next`: the step that follows a passed one. */
  | {
      event: "verdict";
      step: string;
      passed: boolean;
      firstPass: boolean;
      next?: string;
      explanation?: Explanation;
      verdict: Verdict;
    }
  /** An earlier step of the chapter, passed before, that no longer passes. */
  | { event: "broken"; step: string; explanation?: Explanation; verdict: Verdict }
  /** The learner's earlier chapter without which the step would pass, and the first of its own tests that fails. */
  | {
      event: "cause";
      step: string;
      chapter: string;
      broken?: { step: string; rule: string; test: string; where?: Where };
    }
  | { event: "types"; step: string; problems: TypeProblem[] }
  /** `text`: the hint of this level, as Markdown. */
  | { event: "hint"; step: string; level: number; of: number; text: string }
  | { event: "solution"; step: string; diffs: FileDiff[] }
  /** How the failing run went, as text with a picture. */
  | { event: "trace"; step: string; trace: string }
  | { event: "question"; question: Question }
  | { event: "list"; selected: string; steps: { id: string; title: string; passed: boolean }[] }
  | { event: "selected"; step: string; title: string; passed: boolean }
  | { event: "reset"; chapter: string; kept?: Moment }
  | { event: "help" }
  | { event: "notice"; text: string }
  | { event: "quit" };

export interface Fraction {
  passed: number;
  total: number;
}

/** The event that tells of the step that a state is at. */
export function stepEvent({ course, chapter, step, progress, prose }: WatchState): WatchEvent {
  const all = course.chapters.flatMap((each) => each.steps);
  return {
    event: "step",
    step: step.id,
    chapter: chapter.slug,
    title: step.title,
    prose,
    files: step.files.map((file) => `chapters/${chapter.name}/${file}`),
    passed: isPassed(progress, step.id),
    progress: {
      chapter: { passed: passedCount(progress, chapter.steps), total: chapter.steps.length },
      course: { passed: passedCount(progress, all), total: all.length },
    },
  };
}

/** The event that tells which earlier chapter makes a step fail. */
export function causeEvent(step: Step, { chapter, broken }: Cause): WatchEvent {
  return {
    event: "cause",
    step: step.id,
    chapter: chapter.slug,
    ...(broken && { broken: { ...broken, step: broken.step.id } }),
  };
}
