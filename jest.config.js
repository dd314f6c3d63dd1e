import { jestBase } from "./workbook/run/jest-base.js";

/** `npm test`: every step's suite against the reference solutions, and the tool's own tests. */
export default {
  /** In ms. For the tool's own tests, which run whole processes; a step's tests have the runner's limit. */
  testTimeout: 60_000,
  /** Jest would leave one core idle; many of these tests wait for processes. */
  maxWorkers: "100%",
  projects: [
    {
      ...jestBase(["reference"]),
      displayName: "steps",
      testMatch: ["<rootDir>/tests/[0-9]*/**/*.test.ts"],
    },
    {
      ...jestBase(["reference"]),
      displayName: "lab",
      testMatch: ["<rootDir>/tests/lab/**/*.test.ts"],
    },
    {
      ...jestBase(["reference"]),
      displayName: "servers",
      testMatch: ["<rootDir>/tests/servers/**/*.test.ts"],
    },
    {
      ...jestBase(["reference"]),
      displayName: "workbook",
      testMatch: ["<rootDir>/tests/workbook/**/*.test.ts"],
    },
  ],
};
