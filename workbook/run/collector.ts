import { toFailure } from "./failure";
import type { Report } from "./reports";
import type { Sources } from "./stack";
import { exitTrouble, loadTrouble, unhandledTrouble } from "./trouble";
import type { Location, TestOutcome, Trouble, Verdict } from "./verdict";

/** How `rule` in lab/testing/rule.ts parts a rule from its source in the name of a block. */
const SOURCE = /^(.*) ⟨(.*)⟩$/s;

/** Folds the reports of one run into its verdict. */
export class Collector {
  readonly #files: string[];
  readonly #sources: Sources;
  readonly #startedAt = performance.now();
  readonly #tests = new Map<string, TestOutcome>();
  readonly #loaded = new Set<string>();
  #file = "";
  #running: TestOutcome | undefined;
  #trouble: Trouble | undefined;
  #exitAt: Location | undefined;
  #output = "";
  #droppedBytes = 0;

  /** @param files the test files asked for, relative to the root */
  constructor(files: string[], sources: Sources) {
    this.#files = files;
    this.#sources = sources;
  }

  add(report: Report): void {
    switch (report.type) {
      case "file":
        this.#file = this.#files[report.file] ?? "";
        return;
      case "start":
        this.#running = this.#begun(report.titles);
        this.#tests.set(`${this.#file} ${report.test}`, this.#running);
        return;
      case "done":
        return this.#done(report);
      case "file-done":
        this.#loaded.add(this.#file);
        for (const error of report.loose) this.#blame(unhandledTrouble(error, this.#sources));
        if (report.loadError) this.#blame(loadTrouble(report.loadError, this.#sources));
        return;
      case "loose":
        return this.#blame(unhandledTrouble(report.error, this.#sources));
      case "output":
        this.#output += report.text;
        return;
      case "dropped":
        this.#droppedBytes = report.bytes;
        return;
      case "exit":
        this.#exitAt = this.#sources.where(this.#sources.frames(report.stack));
        return;
      case "ready":
      case "stuck":
      case "out-of-memory":
      case "end":
        // About the process: it asks for the verdict that fits.
        return;
    }
  }

  /** The run took longer than its limit, without a step forward. */
  timedOut(seconds: number, stack: string[] = []): Verdict {
    const where = this.#sources.where(this.#sources.frames(stack.join("\n")));
    return this.#troubled({ kind: "timeout", ...this.#test(), seconds, ...(where && { where }) });
  }

  outOfMemory(megabytes: number): Verdict {
    return this.#troubled({ kind: "out-of-memory", ...this.#test(), megabytes });
  }

  /** The process is gone before it said that it was done. */
  exited(end: { code: number | null; signal: string | null; lastWords: string; heapMb: number }): Verdict {
    return this.#troubled(exitTrouble({ ...end, test: this.#running?.name, where: this.#exitAt }));
  }

  /** Something else came in the way of the run. */
  troubled(trouble: Trouble): Verdict {
    return this.#troubled(trouble);
  }

  cancelled(): Verdict {
    return this.#verdict("cancelled");
  }

  /** All test files ran, or those up to the first failure. */
  finished(): Verdict {
    if (this.#trouble) return this.#verdict("trouble");
    const tests = [...this.#tests.values()];
    const complete = this.#files.every(
      (file) => this.#loaded.has(file) && tests.some((test) => test.file === file),
    );
    return this.#verdict(complete && tests.every((test) => test.status === "passed") ? "passed" : "failed");
  }

  #troubled(trouble: Trouble): Verdict {
    this.#trouble = trouble;
    return this.#verdict("trouble");
  }

  #verdict(outcome: Verdict["outcome"]): Verdict {
    return {
      outcome,
      tests: [...this.#tests.values()].filter((test) => test !== this.#running),
      ...(this.#trouble && { trouble: this.#trouble }),
      output: { text: this.#output, droppedBytes: this.#droppedBytes },
      durationMs: Math.round(performance.now() - this.#startedAt),
    };
  }

  #begun(titles: string[]): TestOutcome {
    const blocks = titles.slice(0, -1);
    const [, rule = "", source = ""] =
      SOURCE.exec(blocks.findLast((title) => SOURCE.test(title)) ?? "") ?? [];
    return { file: this.#file, name: titles.at(-1) ?? "", rule, source, status: "failed", durationMs: 0 };
  }

  #done(report: Report & { type: "done" }): void {
    const test = this.#tests.get(`${this.#file} ${report.test}`);
    if (test === undefined) return;
    if (this.#running === test) this.#running = undefined;
    test.status = report.status;
    test.durationMs = report.durationMs;
    if (report.error) test.failure = toFailure(report.error, test.file, this.#sources);
  }

  #test(): { test?: string } {
    return this.#running === undefined ? {} : { test: this.#running.name };
  }

  /** The first trouble is the one that a learner is told of. */
  #blame(trouble: Trouble): void {
    this.#trouble ??= trouble;
  }
}
