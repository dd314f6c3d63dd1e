import type { Verdict } from "../run/verdict";

/**
 * A verdict that isn't a pass, in one line.
 * @param name the test to tell of; else the first that didn't pass
 */
export function describeVerdict(verdict: Verdict, name?: string): string {
  if (verdict.trouble !== undefined) return JSON.stringify(verdict.trouble);
  const failed = verdict.tests.find(
    ({ status, name: each }) => status !== "passed" && (name === undefined || each === name),
  );
  if (failed === undefined) return `${verdict.outcome}, and no test failed`;
  return `"${failed.name}": ${failed.failure?.message.split("\n")[0] ?? failed.status}`;
}
