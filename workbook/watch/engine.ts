import type { RunRequest, Verdict } from "../run/verdict";
import type { TypeProblem } from "../types/type-checker";

/** What the watch needs of the runner. */
export interface Engine {
  run(request: RunRequest): Promise<Verdict>;
  /** Ends the run that is on, if there is one: its verdict is `cancelled`. */
  cancel(): void;
  close(): Promise<void>;
}

/** What the watch needs of the type checker. */
export interface Types {
  check(files: string[], conditions: string[]): Promise<TypeProblem[]>;
  close(): Promise<void>;
}
