/** What a run of step tests says, as data: the runner's screens, `--json` and the checks are made from it. */

/** One test of a step. */
export interface TestOutcome {
  /** Path of the test file, relative to the root, with forward slashes. */
  file: string;
  /** The test's own name: a sentence. */
  name: string;
  /** The rule that it holds, and where the real system says so; empty where the test stands outside a rule. */
  rule: string;
  source: string;
  status: "passed" | "failed" | "skipped";
  durationMs: number;
  failure?: Failure;
}

/** Why a test failed, in the order in which a learner reads it. */
export interface Failure {
  /** What was expected and what was seen, as text; absent where the code threw instead of answering wrongly. */
  expected?: string;
  observed?: string;
  /** The message, without colours, stack and code frame. */
  message: string;
  /** The step id (`paths`) when the learner's code says that it isn't written yet. */
  notWritten?: string;
  /** The lines of the test up to the one that failed, for the scenario. */
  scenario?: CodeFrame;
  /** The learner's line to look at first: the innermost frame of the stack within chapters or solutions. */
  where?: Location;
  /** The stack without the frames of Jest and Node, as `file:line:column` with the function's name. */
  stack: string[];
}

export interface Location {
  /** Relative to the root, with forward slashes. */
  file: string;
  line: number;
  column: number;
}

export interface CodeFrame extends Location {
  /** The lines around it; `line` is the one that failed. */
  lines: { number: number; text: string }[];
}

/** Something that ended a run before its tests could answer. */
export type Trouble =
  | { kind: "timeout"; test?: string; seconds: number; where?: Location }
  | { kind: "out-of-memory"; test?: string; megabytes: number }
  | { kind: "exit"; test?: string; code: number | null; signal: string | null; where?: Location }
  | { kind: "syntax"; message: string; where?: Location }
  | { kind: "missing-file"; file: string }
  | { kind: "load"; message: string; where?: Location }
  | { kind: "unhandled"; message: string; where?: Location };

export interface Verdict {
  /** `passed` only if every test of every file asked for ran and passed. */
  outcome: "passed" | "failed" | "trouble" | "cancelled";
  tests: TestOutcome[];
  /** Present when the outcome is `trouble`; may be present beside failed tests. */
  trouble?: Trouble;
  /** What the code printed, its first bytes; and how many bytes were left out. */
  output: { text: string; droppedBytes: number };
  durationMs: number;
}

/** What to run. */
export interface RunRequest {
  /** Test files, relative to the root, with forward slashes. */
  testFiles: string[];
  /** Import conditions: see jest-base.js. */
  conditions: string[];
  /** Stop at the first failing test (the watch does; a whole chapter's run doesn't). */
  bail?: boolean;
  /** Folders that replace a chapter's files: slug → absolute folder. For mutants and cut starters. */
  replace?: Record<string, string>;
  /** Limits; the defaults are the runner's. */
  timeoutMs?: number;
  heapMb?: number;
}
