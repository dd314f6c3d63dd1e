import { type RunnerOptions, processOptions } from "./runner";
import { TestProcess } from "./test-process";
import type { RunRequest, Verdict } from "./verdict";

/** Jest keeps a little of every run. */
const RUNS_PER_PROCESS = 40;

export interface PoolOptions extends RunnerOptions {
  /** How many processes run at a time. */
  concurrency?: number;
  /** Called as each run ends, in no certain order; `index` is the request's. */
  onDone?: (verdict: Verdict, index: number) => void;
}

/**
 * Runs many requests, for the checks of the maintainers. A process serves one request after the other as long as each
 * leaves it as it was: no trouble, no timers, sockets or processes left open. The limits of a request hold here too.
 *
 * @returns the verdicts, in the order of the requests
 */
export async function runAll(
  root: string,
  requests: RunRequest[],
  options: PoolOptions = {},
): Promise<Verdict[]> {
  const { concurrency = 2, onDone, ...rest } = options;
  const settings = processOptions(root, rest);
  const verdicts: Verdict[] = [];
  let next = 0;

  const serve = async (): Promise<void> => {
    let process: TestProcess | undefined;
    for (let index = next++; index < requests.length; index = next++) {
      const request = requests[index];
      if (request === undefined) continue;
      const heapMb = request.heapMb ?? settings.heapMb;
      if (!process?.reusable || process.runs >= RUNS_PER_PROCESS || process.heapMb !== heapMb) {
        void process?.end();
        process = new TestProcess({ ...settings, heapMb });
      }
      const verdict = await process.run(request);
      verdicts[index] = verdict;
      onDone?.(verdict, index);
    }
    await process?.end();
  };

  await Promise.all(Array.from({ length: Math.min(concurrency, requests.length) }, serve));
  return verdicts;
}
