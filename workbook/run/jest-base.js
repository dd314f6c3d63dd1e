import { createRequire } from "node:module";

/** By its full path: a root may be a folder without packages of its own. */
const tsJest = createRequire(import.meta.url).resolve("ts-jest");

/**
 * What every Jest run of the workbook has in common: TypeScript by ts-jest without type checking (types are checked
 * beside the run, never in the way of a verdict) and the import conditions that choose between a learner's chapters
 * and the reference solutions.
 *
 * Plain JavaScript, because jest.config.js and the standby child read it before any TypeScript can be loaded.
 *
 * @param {string[]} conditions import conditions: `reference` for all solutions, `reference:<slug>` for one chapter's
 * @param {string} [rootDir] the workbook's root folder
 */
export function jestBase(conditions, rootDir = process.cwd()) {
  return {
    rootDir,
    testEnvironment: "node",
    testEnvironmentOptions: {
      customExportConditions: [...conditions, "node", "node-addons"],
    },
    transform: {
      "^.+\\.ts$": [
        tsJest,
        {
          transpilation: true,
          // Of the file's syntax only, as nothing else is looked at. Without it TypeScript mends what it can't parse.
          diagnostics: { pretty: false },
          tsconfig: {
            target: "ES2023",
            module: "CommonJS",
            esModuleInterop: true,
            isolatedModules: true,
          },
        },
      ],
    },
    modulePathIgnorePatterns: ["<rootDir>/.kata/", "<rootDir>/docs/site/"],
  };
}
