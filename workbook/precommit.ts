import { execFileSync, spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { touchedChapters } from "./touched-chapters";

/**
 * The pre-commit hook: formats and lints what is staged, and runs the step tests of chapters whose solution or tests
 * were touched. A learner's own code in chapters/ is neither formatted, linted nor tested here: unfinished work may
 * always be committed.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const require = createRequire(import.meta.url);

function binOf(name: string, file: string): string {
  return join(dirname(require.resolve(`${name}/package.json`)), file);
}

function run(script: string, args: string[]): void {
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

const staged = execFileSync("git", ["diff", "--cached", "--name-only", "-z"], {
  cwd: root,
  encoding: "utf8",
});
run(binOf("lint-staged", "bin/lint-staged.js"), ["--quiet"]);

const chapters = touchedChapters(staged.split("\0"));
if (chapters.length > 0) {
  const folders = chapters.map((name) => `tests/${name}/`);
  run(binOf("jest", "bin/jest.js"), ["--selectProjects", "steps", "--silent", ...folders]);
}
