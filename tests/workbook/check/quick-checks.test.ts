import { loadCourse } from "#workbook/course/course";
import { CourseProblem } from "#workbook/course/problem";
import { compile } from "#workbook/check/compile";
import { cuts } from "#workbook/check/cuts";
import type { Check } from "#workbook/check/finding";
import { prose } from "#workbook/check/prose";
import { testFiles } from "#workbook/check/test-files";
import { Fixture } from "../fixture";

const README = "chapters/01-counter/README.md";
const SOLUTION = "solutions/01-counter/counter.ts";
const STARTER = "chapters/01-counter/counter.ts";

/** What a check finds wrong with a workbook, or the problem that keeps it from being read. */
async function findings(root: string, check: Check): Promise<string[]> {
  try {
    const course = loadCourse(root);
    const result = await check.run(course, () => undefined);
    return result.findings.map(({ where, problem, mend }) => `${where} | ${problem} | ${mend}`);
  } catch (error) {
    if (error instanceof CourseProblem) return [`${error.file} | ${error.problem} | ${error.mend}`];
    throw error;
  }
}

test("a whole workbook has no findings, and every check looked at something", async () => {
  const { root } = new Fixture("whole");
  const course = loadCourse(root);
  const results = [];
  for (const check of [prose, testFiles, cuts, compile])
    results.push(await check.run(course, () => undefined));

  expect(results.map(({ findings: list, passed }) => ({ list, some: passed > 0 }))).toEqual(
    results.map(() => ({ list: [], some: true })),
  );
});

const breakages: [Check, string, (fixture: Fixture) => void, RegExp][] = [
  [
    cuts,
    "a starter was edited",
    (f) => f.edit(STARTER, "Write here", "Write there"),
    /differs from its cut .*npm run starters/,
  ],
  [cuts, "a starter was deleted", (f) => f.remove(STARTER), /differs from its cut/],
  [
    cuts,
    "a starter has no solution",
    (f) => f.write("chapters/01-counter/old.ts", ""),
    /old\.ts \| is a starter without a solution/,
  ],
  [
    cuts,
    "a snippet is not what the source says",
    (f) => f.edit(README, "export class Counter", "class Counter"),
    /code or output/,
  ],
  [
    cuts,
    "a shown run prints something else",
    (f) =>
      f.edit(
        README,
        "text run=tests/01-counter/stories/one.ts\n1",
        "text run=tests/01-counter/stories/one.ts\n2",
      ),
    /code or output/,
  ],
  [
    cuts,
    "a snippet's region is gone",
    (f) => f.edit(README, "#signature", "#missing"),
    /no such region .*mark it/,
  ],
  [
    cuts,
    "a snippet's file is gone",
    (f) => f.edit(README, "counter.ts#signature", "gone.ts#signature"),
    /isn't there/,
  ],
  [
    cuts,
    "a region isn't closed",
    (f) => f.edit(SOLUTION, "    // #endregion\n  }\n}", "  }\n}"),
    /without its end/,
  ],
  [
    cuts,
    "a region isn't understood",
    (f) => f.edit(SOLUTION, "write reset: Start", "rite reset: Start"),
    /isn't understood/,
  ],
  [
    compile,
    "a starter doesn't compile",
    (f) => {
      f.edit(SOLUTION, "// #region own start: What", "// #region own reset: What");
      f.edit(
        SOLUTION,
        "    // #region write add: One more.\n    this.#count += 1;\n    // #endregion",
        "    this.#count += 1;",
      );
    },
    /does not compile.*move the regions/,
  ],
  [
    prose,
    "a link leads nowhere",
    (f) => f.edit(README, "The end.", "[End](../end.md)"),
    /which isn't there \| correct the link/,
  ],
  [prose, "an anchor is wrong", (f) => f.edit(README, "#step-3-over-again", "#step-4"), /no such heading/],
  [
    prose,
    "a footnote has no text",
    (f) => f.edit(README, "[^source]: A book.", ""),
    /footnote source has no text/,
  ],
  [prose, "a footnote is never used", (f) => f.edit(README, "again).[^source]", "again)."), /never used/],
  [prose, "a box isn't closed", (f) => f.edit(README, "How much?\n:::", "How much?"), /never closed/],
  [
    prose,
    "a box has no such kind",
    (f) => f.edit(README, "::: predict", "::: prophecy"),
    /prophecy is no box/,
  ],
  [
    prose,
    "a step has no section",
    (f) => f.edit(README, "## Step 2: One more", "## One more"),
    /its sections are/,
  ],
  [
    prose,
    "a step names a file that isn't there",
    (f) => f.edit(README, "minutes: 20, files: [counter.ts]", "minutes: 20, files: [adder.ts]"),
    /names adder\.ts/,
  ],
  [
    prose,
    "a prerequisite is no chapter",
    (f) => f.edit(README, "prerequisites: []", "prerequisites: [calculus]"),
    /calculus is no earlier chapter/,
  ],
  [
    prose,
    "front matter is missing",
    (f) => f.write(README, "# A counter\n"),
    /no front matter .* YAML block/,
  ],
  [
    prose,
    "front matter isn't YAML",
    (f) => f.edit(README, "objectives: [count]", "objectives: [count"),
    /isn't YAML/,
  ],
  [
    prose,
    "front matter lacks a field",
    (f) => f.edit(README, "summary: It counts.\n", ""),
    /lacks `summary`/,
  ],
  [
    prose,
    "a step is too long for one sitting",
    (f) => f.edit(README, "minutes: 20", "minutes: 200"),
    /lacks `minutes` as a number from 15 to 60/,
  ],
  [
    prose,
    "a hint level is missing",
    (f) => f.edit("chapters/01-counter/hints.md", "### 3", "### 4"),
    /aren't three filled levels/,
  ],
  [
    prose,
    "a step has no hints",
    (f) => f.edit("chapters/01-counter/hints.md", "## add", "## plus"),
    /no hints for step add/,
  ],
  [
    prose,
    "the hints are missing",
    (f) => f.remove("chapters/01-counter/hints.md"),
    /hints\.md \| is missing/,
  ],
  [prose, "the quiz is missing", (f) => f.remove("chapters/01-counter/quiz.md"), /quiz\.md \| is missing/],
  [
    prose,
    "a question has no right option",
    (f) => f.edit("chapters/01-counter/quiz.md", "[x]", "[ ]"),
    /no right option/,
  ],
  [
    prose,
    "an option doesn't say why",
    (f) => f.edit("chapters/01-counter/quiz.md", "  > It is.\n", ""),
    /doesn't say why/,
  ],
  [
    prose,
    "the quiz has two questions",
    (f) => f.edit("chapters/01-counter/quiz.md", "## Two?", "# Two?"),
    /has 2 questions/,
  ],
  [
    testFiles,
    "a step has no test file",
    (f) => f.remove("tests/01-counter/2-add.test.ts"),
    /step counter\/add has no tests/,
  ],
  [
    testFiles,
    "a test file belongs to no step",
    (f) => f.write("tests/01-counter/4-more.test.ts", "test('x', () => {});"),
    /belongs to no step/,
  ],
  [
    testFiles,
    "a test is skipped",
    (f) => f.edit("tests/01-counter/2-add.test.ts", "  test(", "  test.skip("),
    /test\.skip is left in it/,
  ],
  [
    testFiles,
    "a test is left alone with only",
    (f) => f.edit("tests/01-counter/2-add.test.ts", "  test(", "  it.only("),
    /it\.only is left in it/,
  ],
  [
    testFiles,
    "a table of tests is skipped",
    (f) => f.edit("tests/01-counter/2-add.test.ts", "  test(", "  test.skip.each([1])("),
    /test\.skip is left in it/,
  ],
];

describe.each([prose, testFiles, cuts, compile])("the check of $name", (check) => {
  test.each(breakages.filter(([each]) => each === check).map(([, ...rest]) => rest))(
    "finds it when %s",
    async (name, breakIt, finding) => {
      const fixture = new Fixture(`quick-${name.replace(/\W+/g, "-")}`);
      breakIt(fixture);

      expect((await findings(fixture.root, check)).join("\n")).toMatch(finding);
    },
  );
});
