import { realpathSync } from "node:fs";
import path from "node:path";
import { type ProcessOptions, TestProcess } from "./test-process";
import type { RunRequest, Verdict } from "./verdict";

/** What may be set of a runner, or of a pool of them; the defaults suit a learner's workbook. */
export type RunnerOptions = Partial<Omit<ProcessOptions, "root">>;

/** After this a run is likely to hang: time to make the process ready that will run what the learner saves next, in ms. */
const LONG_RUN_MS = 1_500;

/** Fills in what was left open. */
export function processOptions(folder: string, options: RunnerOptions): ProcessOptions {
  // As Jest has it: the stacks that come back are of the real paths.
  const root = realpathSync(folder);
  return {
    root,
    engine: path.join(root, "workbook", "run"),
    cacheDirectory: path.join(root, ".kata", "cache", "jest"),
    timeoutMs: 10_000,
    heapMb: 512,
    ...options,
  };
}

/**
 * Runs a learner's tests, each time in a process of its own, so that nothing that the code does outlives the run. One
 * process always stands by with Jest loaded, and a run begins at once.
 */
export class Runner {
  readonly #options: ProcessOptions;
  #standby: TestProcess | undefined;
  #current: TestProcess | undefined;
  #closed = false;

  /** @param root the workbook's root folder */
  constructor(root: string, options: RunnerOptions = {}) {
    this.#options = processOptions(root, options);
    this.#prepare();
  }

  /** Resolves when the first run can begin at once, or can't ever. */
  async ready(): Promise<void> {
    await this.#standby?.ready.catch(() => undefined);
  }

  /**
   * Runs test files in their order. Never rejects: what goes wrong is in the verdict.
   *
   * A run that is still going is cancelled: its promise resolves with the outcome `cancelled`.
   */
  async run(request: RunRequest): Promise<Verdict> {
    if (this.#closed) throw new Error("The runner is closed.");
    this.cancel();
    const process = this.#take(request.heapMb ?? this.#options.heapMb);
    this.#current = process;
    let early: NodeJS.Timeout | undefined;
    const prepareEarly = () => {
      early = setTimeout(() => this.#prepare(), LONG_RUN_MS).unref();
    };
    process.ready.then(prepareEarly, () => undefined);
    const verdict = await process.run(request);
    clearTimeout(early);
    // Whoever cancelled the run has seen to the process.
    if (verdict.outcome === "cancelled") return verdict;
    this.#current = undefined;
    void process.end();
    this.#prepare();
    return verdict;
  }

  /** Ends the run that is going, if there is one. */
  cancel(): void {
    const process = this.#current;
    this.#current = undefined;
    process?.cancel();
    // It may have been getting ready still: the next run can have it.
    if (process?.reusable && this.#standby === undefined) this.#standby = process;
    else void process?.end();
    this.#prepare();
  }

  /** Ends all of its processes: with one of them about, a program doesn't end. */
  async close(): Promise<void> {
    this.#closed = true;
    const processes = [this.#current, this.#standby];
    this.#current = this.#standby = undefined;
    for (const process of processes) await process?.end();
  }

  #take(heapMb: number): TestProcess {
    const standby = this.#standby;
    this.#standby = undefined;
    if (standby?.reusable && standby.heapMb === heapMb) return standby;
    void standby?.end();
    return new TestProcess({ ...this.#options, heapMb });
  }

  #prepare(): void {
    if (this.#closed || this.#standby?.reusable) return;
    this.#standby = new TestProcess(this.#options);
  }
}
