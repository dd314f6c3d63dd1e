import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CaseResult } from "../case-result";

const FILE = join(import.meta.dirname, "../../../bench/zookeeper/results/interop.json");

/** Keeps how many cases of each group passed, for the table in the docs. */
export function writeResults(byTarget: ReadonlyMap<string, readonly CaseResult[]>): void {
  const rows: Record<string, Record<string, { passed: number; failed: number }>> = {};
  for (const [target, results] of byTarget) {
    for (const { group, ok } of results) {
      const cell = ((rows[group] ??= {})[target] ??= { passed: 0, failed: 0 });
      cell[ok ? "passed" : "failed"] += 1;
    }
  }
  writeFileSync(FILE, `${JSON.stringify(rows, undefined, 2)}\n`);
}
