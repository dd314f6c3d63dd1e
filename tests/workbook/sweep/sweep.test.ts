import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { SweepFixture } from "./fixture";

jest.setTimeout(60_000);

let workbook: SweepFixture;
beforeEach(() => (workbook = new SweepFixture()));
afterEach(() => workbook.close());

test("a sweep of a right solution tells what was run and ends with 0", async () => {
  const { code, text, progress } = await workbook.sweep("counting --seeds 100 --scenario plain --workers 2");
  expect(text).toMatch(
    /^plain: 1 pinned schedules and 100 seeds, none fails\n {2}\d+ events in [\d.]+ s, \d+ a second\n/,
  );
  expect(text).toMatch(/100\.0 % of the seeds have 10 writes under faults\n +\d\d\.\d % pause$/);
  expect(code).toBe(0);
  expect(progress.some((line) => /plain {2}[■□]+ \d+\/100 seeds/.test(line))).toBe(true);
  expect(progress.at(-1)).toBe("");
});

test("a learner's mistake ends it with 1, a report, and a command that repeats it", async () => {
  const { code, text } = await workbook.sweep("counting --mine --scenario plain --workers 1");
  expect(code).toBe(1);
  expect(text).toContain("no server or client throws\n  - A threw Error: mine goes from 0 to 2");
  expect(text).toContain("npm run sweep -- counting --mine --replay quiet:plain\n");
  const again = await workbook.sweep("counting --mine --replay quiet:plain");
  expect(again.code).toBe(1);
  expect(again.text).toContain("A threw Error: mine goes from 0 to 2");
});

test("the faults of a failure are kept in a file, from which the run can be repeated", async () => {
  const { text } = await workbook.sweep("counting --mine --scenario plain --workers 1");
  const file = /are kept in (\S+\.json)/.exec(text)![1]!;
  const again = await workbook.sweep(`counting --mine --replay ${path.join(workbook.root, file)}`);
  expect(again.code).toBe(1);
  expect((await workbook.sweep(`counting --replay ${path.join(workbook.root, file)}`)).code).toBe(0);
});

test("runs that prove too little end it with 1 and say why", async () => {
  const { code, text } = await workbook.sweep("counting --seeds 60 --scenario idle");
  expect(code).toBe(1);
  expect(text).toContain("The runs of scenario idle prove too little\n");
  expect(text).toContain('"bit-flip" had an effect in 0.0 % of the runs');
});

test("a folder stands in for the solution, file by file", async () => {
  const alternative = (step: string): string =>
    `import { step } from "./step";\nexport const nameOfCode = "other";\nexport const nextOf = (v: number) => v ${step};\n`;
  workbook.write("tests/01-counting/alternatives/good/counter.ts", alternative("- -step"));
  workbook.write("tests/01-counting/alternatives/bad/counter.ts", alternative("+ step + step"));
  const good = await workbook.sweep("counting --solution good --replay 5:plain");
  expect(good).toMatchObject({
    code: 0,
    text: expect.stringContaining("run 5 of scenario plain passes") as string,
  });
  const bad = await workbook.sweep("counting --solution bad --replay 5:plain");
  expect(bad.code).toBe(1);
  expect(bad.text).toContain("A threw Error: other goes from 0 to 2");
  expect(bad.text).toContain("npm run sweep -- counting --solution bad --replay 5:plain");
});

test("a file that only the solution's own files import can be replaced too", async () => {
  workbook.write("tests/01-counting/alternatives/longer/step.ts", "export const step = 3;\n");
  const { text } = await workbook.sweep("counting --solution longer --replay 5:plain");
  expect(text).toContain("A threw Error: reference goes from 0 to 3");
});

test("a run is drawn as SVG, whether it fails or passes", async () => {
  const file = path.join(workbook.root, "run.svg");
  await workbook.sweep(`counting --replay 5:plain --trace ${file}`);
  expect(readFileSync(file, "utf8")).toContain("reference counts ");
});

test("the shards of a sweep are different seeds and together all of them", async () => {
  const runs = await Promise.all(
    ["1/2", "2/2"].map((shard) =>
      workbook.sweep(`counting --seeds 5 --scenario plain --shard ${shard} --workers 1`),
    ),
  );
  expect(runs.map(({ text }) => / (\d+) seeds/.exec(text)![1])).toEqual(["3", "2"]);
});

test("with --all every failing seed is counted", async () => {
  workbook.write("tests/01-counting/alternatives/bad/step.ts", "export const step = 2;\n");
  const scenarios = readFileSync(path.join(workbook.root, "tests/01-counting/scenarios.ts"), "utf8");
  workbook.write("tests/01-counting/scenarios.ts", scenarios.replace("pinned: [{", "pinned: [], was: [{"));
  const { text } = await workbook.sweep(
    "counting --seeds 30 --scenario plain --solution bad --all --workers 1",
  );
  expect(text).toContain("30 seeds, 30 fail (100.0 %)");
});

test("a program that loops without end is told with its seed", async () => {
  workbook.write(
    "tests/01-counting/alternatives/loop/counter.ts",
    'export const nameOfCode = "loop";\nexport const nextOf = (v: number) => { while (v > 5); return v + 1; };\n',
  );
  const { code, text } = await workbook.sweep("counting --replay 17:plain --solution loop", 1000);
  expect(code).toBe(1);
  expect(text).toContain("A run comes to an end\n  - the run 17:plain does not end");
  expect(text).toContain("npm run sweep -- counting --solution loop --replay 17:plain");
});

test("scenarios that cannot be loaded are told with the error", async () => {
  workbook.write("tests/01-counting/scenarios.ts", 'throw new Error("no scenarios today");\n');
  const { code, text } = await workbook.sweep("counting");
  expect(code).toBe(1);
  expect(text).toContain("no scenarios today");
});

test.each([
  ["", "name one chapter"],
  ["cooking", "no chapter cooking has scenarios; these have: counting"],
  ["counting --seeds many", "--seeds many: it takes a whole number from 1 up"],
  ["counting --shard 3/2", "--shard 3/2: write 2/3 for the second of three parts"],
  ["counting --frobnicate", "--frobnicate"],
  ["counting --solution none", "--solution none: there is no folder"],
  ["counting --scenario none", "no scenario none; there are plain, idle"],
  ["counting --replay 17", "of which scenario? 17:plain or 17:idle"],
  ["counting --replay loud:plain", "loud is neither a seed, nor a pinned schedule, nor a file"],
  ["counting --replay none.json", "none.json cannot be read"],
])("bad usage ends it with 2 and says what would do: %s", async (args, message) => {
  const { code, text } = await workbook.sweep(args);
  expect(text).toContain(message);
  expect(code).toBe(2);
});

test("a sweep that finds nothing leaves no files behind", async () => {
  await workbook.sweep("counting --seeds 2 --scenario plain --workers 1");
  expect(existsSync(path.join(workbook.root, ".kata"))).toBe(false);
});
