/** Jest's configuration in the child: the same for every request, so that its caches hold (see current.js). */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { jestBase } from "../jest-base.js";

const here = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));

/** Exercises what a run needs, before there is one. */
export const WARM_UP = here("./warm-up/warm-up.test.ts");

/**
 * @param {{ root: string, cacheDirectory: string }} settings
 * @param {string} testFile its absolute path
 * @returns what `runCLI` takes as its `argv`
 */
export function jestOptions({ root, cacheDirectory }, testFile) {
  const config = {
    ...jestBase([], root),
    // Jest lists all files below; the resolver reads the others from the disk.
    roots: [join(root, "tests"), here("./warm-up")],
    testMatch: ["**/*.test.ts"],
    haste: { forceNodeFilesystemAPI: true },
    cacheDirectory,
    testEnvironment: here("./environment.js"),
    resolver: here("./resolver.js"),
    reporters: [],
    waitForUnhandledRejections: true,
  };
  return {
    $0: "workbook",
    _: [testFile],
    config: JSON.stringify(config),
    runTestsByPath: true,
    runInBand: true,
    watchman: false,
    ci: true,
  };
}
