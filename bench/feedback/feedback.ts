/**
 * How long a learner waits: from the save of a file to the verdict of `kata watch`, side by side with a cold Jest on the
 * same test file and the same code. The two take turns, so that both meet the same machine.
 *
 *     npm run bench:feedback [rounds]
 *
 * Ends with 1 when the median of the watch is above a second or above 0.7 of the cold Jest's.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { jestBase } from "../../workbook/run/jest-base.js";
import { WatchProcess } from "./watch-process";
import { WorkbookCopy } from "./workbook-copy";
import { quantile } from "../quantile";

const CHAPTER = "01-znode-tree";
const FILE = `chapters/${CHAPTER}/paths.ts`;
const TEST = `tests/${CHAPTER}/1-paths.test.ts`;
const MOST_MS = 1_000;
const MOST_OF_COLD = 0.7;
/** A learner reads the verdict and thinks before the next save. */
const BETWEEN_SAVES_MS = 2_000;

const rounds = Number(process.argv[2] ?? 15);
const copy = new WorkbookCopy(path.resolve(import.meta.dirname, "..", ".."));
copy.solve(CHAPTER);
const code = readFileSync(path.join(copy.root, FILE), "utf8");
const watch = new WatchProcess(copy.root);

try {
  await watch.verdict();
  const saves: number[] = [];
  const colds: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    await pause(BETWEEN_SAVES_MS);
    const save = await saveToVerdict(round);
    const cold = coldJest();
    // The first round fills the caches on the disk, for both.
    if (round === 0) continue;
    saves.push(save);
    colds.push(cold);
    console.log(`${String(round).padStart(3)}  watch ${ms(save)}   cold jest ${ms(cold)}`);
  }
  const ratio = quantile(saves, 0.5) / quantile(colds, 0.5);
  console.log(`\n${TEST}, ${rounds} rounds`);
  console.log(`save to verdict   median ${ms(quantile(saves, 0.5))}   p90 ${ms(quantile(saves, 0.9))}`);
  console.log(`cold jest         median ${ms(quantile(colds, 0.5))}   p90 ${ms(quantile(colds, 0.9))}`);
  console.log(
    `ratio of medians  ${ratio.toFixed(2)} (at most ${MOST_OF_COLD}, and the median at most ${MOST_MS} ms)`,
  );
  if (ratio > MOST_OF_COLD || quantile(saves, 0.5) > MOST_MS) process.exitCode = 1;
} finally {
  await watch.close();
  copy.remove();
}

/** Writes the file with a change, as an editor does. @returns ms */
async function saveToVerdict(round: number): Promise<number> {
  const startedAt = performance.now();
  const verdict = watch.verdict();
  copy.write(FILE, `${code}\n/** Save ${round}. */\nexport const save = ${round};\n`);
  const { passed, verdict: given } = await verdict;
  if (passed !== true) throw new Error(`The watch said ${given?.outcome}.`);
  return performance.now() - startedAt;
}

/** What `npx jest <file>` starts, without npx's own time and with no project but this one: the fastest cold Jest. */
function coldJest(): number {
  const config = JSON.stringify({ ...jestBase([], copy.root), testMatch: ["<rootDir>/tests/**/*.test.ts"] });
  const jest = path.join(copy.root, "node_modules", "jest", "bin", "jest.js");
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [jest, TEST, "--config", config], {
    cwd: copy.root,
  });
  if (status !== 0) throw new Error(`Jest ended with ${status}: ${stderr.toString()}`);
  return performance.now() - startedAt;
}

function ms(value: number): string {
  return `${value.toFixed(0).padStart(5)} ms`;
}
