import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** Each sample stands in a file that exists; the rule that it must break, or none. */
const samples: { file: string; code: string; breaks?: string }[] = [
  {
    file: "solutions/01-znode-tree/paths.ts",
    code: `import { readFileSync } from "node:fs";`,
    breaks: "no-restricted-imports",
  },
  {
    file: "solutions/01-znode-tree/paths.ts",
    code: `import fc from "fast-check";`,
    breaks: "no-restricted-imports",
  },
  {
    file: "solutions/01-znode-tree/paths.ts",
    code: `import { rule } from "#lab/testing/rule";`,
    breaks: "no-restricted-imports",
  },
  {
    file: "solutions/01-znode-tree/paths.ts",
    code: `import { loadCourse } from "#workbook/course/course";`,
    breaks: "no-restricted-imports",
  },
  {
    file: "solutions/01-znode-tree/paths.ts",
    code: `import { x } from "../../lab/host";`,
    breaks: "no-restricted-imports",
  },
  {
    file: "solutions/01-znode-tree/paths.ts",
    code: `import { x } from "#watches/events";`,
    breaks: "no-restricted-imports",
  },
  {
    file: "solutions/01-znode-tree/paths.ts",
    code: `export const now = Date.now();`,
    breaks: "no-restricted-properties",
  },
  {
    file: "solutions/01-znode-tree/paths.ts",
    code: `export const dice = Math.random();`,
    breaks: "no-restricted-properties",
  },
  {
    file: "solutions/01-znode-tree/paths.ts",
    code: `setTimeout(() => undefined, 1);`,
    breaks: "no-restricted-globals",
  },
  {
    file: "solutions/01-znode-tree/paths.ts",
    code: `import type { Clock } from "#lab/host";\nexport type C = Clock;`,
  },
  {
    file: "lab/testing/rule.ts",
    code: `import { KeeperError } from "#znode-tree/errors";`,
    breaks: "no-restricted-imports",
  },
  {
    file: "lab/testing/rule.ts",
    code: `import { x } from "../../workbook/course/course";`,
    breaks: "no-restricted-imports",
  },
  { file: "lab/host.ts", code: `import { createServer } from "node:net";`, breaks: "no-restricted-imports" },
  {
    file: "workbook/course/course.ts",
    code: `import { KeeperError } from "#znode-tree/errors";`,
    breaks: "no-restricted-imports",
  },
  {
    file: "workbook/course/course.ts",
    code: `import { x } from "../../solutions/01-znode-tree/errors";`,
    breaks: "no-restricted-imports",
  },
  {
    file: "tests/01-znode-tree/1-paths.test.ts",
    code: `import { x } from "#workbook/course/course";`,
    breaks: "no-restricted-imports",
  },
  {
    file: "tests/01-znode-tree/1-paths.test.ts",
    code: `import { x } from "../../solutions/01-znode-tree/paths";`,
    breaks: "no-restricted-imports",
  },
];

test("imports that go the wrong way, and the outside in a chapter, are lint errors", () => {
  const program = join("tests", "workbook", "lint", "lint-samples.ts");
  const output = execFileSync(process.execPath, ["--import", "tsx", program, JSON.stringify(samples)], {
    encoding: "utf8",
  });
  const rules = (JSON.parse(output) as string[][]).map((broken) =>
    broken.filter((rule) => rule.startsWith("no-restricted")),
  );

  expect(samples.map(({ file, code }, index) => ({ file, code, breaks: rules[index] }))).toEqual(
    samples.map(({ file, code, breaks }) => ({ file, code, breaks: breaks === undefined ? [] : [breaks] })),
  );
});
