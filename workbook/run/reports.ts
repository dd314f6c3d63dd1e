import type { RunRequest, TestOutcome } from "./verdict";

/** What the child process is told first, before it loads anything. */
export interface Settings {
  root: string;
  cacheDirectory: string;
  heapMb: number;
  /** Begins each line of the child's reports. */
  secret: string;
}

/** What the child process is told for each run. */
export interface RequestLine extends RunRequest {
  /** The test files' absolute paths. */
  paths: string[];
  timeoutMs: number;
}

/** What the child process says, in the order in which it happens. */
export type Report =
  | { type: "ready" }
  /** The child begins to load a test file; `file` counts through the request's. */
  | { type: "file"; file: number }
  /** A test begins; `test` counts through the file's. Its own name is the last title, those of its blocks come before. */
  | { type: "start"; test: number; titles: string[] }
  /** A test is done. It may come twice for a test: later, a promise that it left lying may be rejected. */
  | { type: "done"; test: number; status: TestOutcome["status"]; durationMs: number; error?: ErrorReport }
  | { type: "file-done"; file: number; loadError?: ErrorReport; loose: ErrorReport[] }
  /** An error outside of any file's run. */
  | { type: "loose"; error: ErrorReport }
  | { type: "output"; text: string }
  /** Bytes of output that were left out until now. */
  | { type: "dropped"; bytes: number }
  /** The code calls process.exit. */
  | { type: "exit"; stack: string }
  /** The guard ends the process, because it makes no progress or takes too much memory. */
  | { type: "stuck"; where: string[] }
  | { type: "out-of-memory" }
  /** Of the timers, sockets and the like that the tests left open: with any, the process is not used again. */
  | { type: "end"; leftovers: number };

/** What was thrown, as text. Stacks are V8's, with source maps applied. */
export interface ErrorReport {
  kind?: "thrown" | "timeout" | "syntax" | "missing";
  message: string;
  stack: string;
  /** Leads to the place where the test was made. */
  testStack?: string;
  expected?: string;
  observed?: string;
}
