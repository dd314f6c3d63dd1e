import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The maintainers' commands: `npm run starters` writes what is cut, `npm run check` proves that all fits. */
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const command = process.argv[2];

if (command === "starters") {
  const { writeCuts } = await import("./cut/write-cuts");
  for (const file of writeCuts(root)) console.log(`wrote ${file}`);
} else if (command === "check") {
  const { runChecks } = await import("./check/run-checks");
  process.exitCode = await runChecks(root, process.argv.slice(3));
} else {
  console.error("usage: npm run starters | npm run check [-- <check or chapter> ...]");
  process.exitCode = 2;
}
