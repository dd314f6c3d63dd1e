import type { Plan } from "#lab/sweep/plan";
import type { Tally } from "#lab/sweep/tally";

/** What a worker process may be asked to do, and what it answers. All of it is plain JSON. */
export type Job =
  /** Which scenarios are there? */
  | { kind: "list" }
  /** Runs the pinned schedules of a scenario. */
  | { kind: "pinned"; scenario: string }
  /** Runs some seeds. */
  | { kind: "seeds"; scenario: string; seeds: number[]; all: boolean }
  /** Runs one run, and tells all about it. `command`: what repeats it, without `--replay`. */
  | { kind: "replay"; scenario: string; run: string | Plan; command: string };

export interface Answers {
  list: ScenarioFacts[];
  pinned: { failed: string | undefined };
  seeds: { tally: Tally; failed: number | undefined };
  replay: Replayed;
}

export interface ScenarioFacts {
  name: string;
  /** The names of its pinned schedules. */
  pins: string[];
  /** The kinds of faults that it declares, its own by their names. */
  kinds: string[];
}

export interface Replayed {
  /** What was run, as `--replay` takes it. */
  source: string;
  /** The report of a failure; undefined if the run passed. */
  report: string | undefined;
  /** The faults that suffice for the failure, or those of the run. */
  plan: Plan;
  svg: string;
  events: number;
  writes: number;
}

/** From the crew to a worker. */
export type Request = { id: number; job: Job };
/** From a worker to the crew. */
export type Message =
  | { id: number; answer: Answers[Job["kind"]] }
  /** The worker could not do it: an error in a scenario's file. */
  | { id: number; problem: string }
  /** It begins a run. */
  | { id: number; begins: string };
