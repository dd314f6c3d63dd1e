import type { Chapter, Course, Step } from "../course/course";
import type { Progress } from "../progress/progress";
import type { Verdict } from "../run/verdict";
import type { Explanation } from "../screen/explain";
import type { Cause } from "../screen/explain-cause";
import type { FileDiff } from "../screen/solution-diff";
import type { TypeProblem } from "../types/type-checker";

/** All that the watch shows, as data. The screen is drawn from it. */
export interface WatchState {
  course: Course;
  progress: Progress;
  chapter: Chapter;
  step: Step;
  /** Where the step's section of the prose begins: `file:line`. */
  prose: string;
  /** A run is on. */
  running: boolean;
  /** The last finished run of this step. */
  result?: Result;
  /** What lies over the result. */
  panel: Panel;
  /** A sentence for the learner, until the next key or run. */
  notice?: string;
}

/** A finished run of a step, and what was found out after it. */
export interface Result {
  verdict: Verdict;
  passed: boolean;
  /** The step was open until this run. */
  firstPass: boolean;
  explanation?: Explanation;
  /** Not known until the type checker has answered. */
  types?: TypeProblem[];
  /** An earlier step of the chapter, passed before, that no longer passes. */
  broken?: { step: Step; verdict: Verdict; explanation?: Explanation };
  /** The learner's earlier chapter without which the step would pass. */
  cause?: Cause;
}

export type Panel =
  | { kind: "result" }
  | { kind: "hint"; level: number }
  | { kind: "solution"; diffs: FileDiff[] }
  | { kind: "trace"; trace: string }
  | { kind: "list"; selected: number }
  | { kind: "help" }
  | { kind: "question"; question: Question };

/** Something that is done only when the learner says so. */
export interface Question {
  about: "solution" | "reset" | "bring-back" | "next";
  text: string;
  /** What can be pressed; every other key means no. */
  answers: { key: string; means: string }[];
}
