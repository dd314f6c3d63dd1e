import { loadCourse } from "#workbook/course/course";
import { alternatives } from "#workbook/check/alternatives";
import type { Check } from "#workbook/check/finding";
import { mutants } from "#workbook/check/mutants";
import { steps } from "#workbook/check/steps";
import { Fixture } from "../fixture";

const SOLUTION = "solutions/01-counter/counter.ts";
const MUTANTS = "tests/01-counter/mutants.ts";

async function findings(root: string, check: Check): Promise<{ passed: number; list: string }> {
  const result = await check.run(loadCourse(root), () => undefined);
  const list = result.findings
    .map(({ where, problem, mend }) => `${where} | ${problem} | ${mend}`)
    .join("\n");
  return { passed: result.passed, list };
}

test("a whole workbook: three steps pass, three starters fail for the right reason, six mutants die", async () => {
  const { root } = new Fixture("slow-whole");

  expect([await findings(root, steps), await findings(root, mutants)]).toEqual([
    { passed: 6, list: "" },
    { passed: 6, list: "" },
  ]);
});

test("the check of steps names a solution that fails, and a starter that passes or fails for another reason", async () => {
  const fixture = new Fixture("slow-steps");
  // Step reset: its code is not marked, so the starter has it. Step add: its test now fails with the solution, too.
  fixture.edit(
    SOLUTION,
    "    // #region write reset: Start over.\n    this.#count = 0;\n    // #endregion",
    "    this.#count = 0;",
  );
  fixture.edit("tests/01-counter/2-add.test.ts", "toBe(1)", "toBe(2)");
  // Step start: the missing code is asked for only behind another failure.
  fixture.edit("tests/01-counter/1-start.test.ts", "expect(", 'expect("first").toBe("second");\n    expect(');
  const { list } = await findings(fixture.root, steps);

  expect(list).toMatch(/solutions\/01-counter, up to step add \| fails its own tests/);
  expect(list).toMatch(/solutions\/01-counter, up to step start \| fails its own tests/);
  expect(list).toMatch(/before step reset \| passes a step that isn't written yet/);
  expect(list).toMatch(/before step start \| fails for another reason/);
});

test("the check of mutants names one that survives, one that no longer fits, one that is no program, and too few", async () => {
  const fixture = new Fixture("slow-mutants");
  fixture.write(
    MUTANTS,
    `const edit = (find: string, put: string) => [{ find, put }];
const common = { mistake: "Counts wrongly", source: "a slip", file: "counter.ts" };
export const mutants = [
  { ...common, id: "harmless", step: "add", edits: edit("+= 1", "+= 2 - 1") },
  { ...common, id: "stale", step: "add", edits: edit("-= 1", "-= 2") },
  { ...common, id: "broken", step: "add", edits: edit("+= 1", "+= ((") },
  { ...common, id: "endless", step: "add", edits: edit("+= 1", "+= 1; for (;;);") },
  { ...common, id: "lost", step: "nowhere", edits: edit("+= 1", "+= 2") },
];
`,
  );
  const { list } = await findings(fixture.root, mutants);

  expect(list).toMatch(/has 5 mutants \| think of 6/);
  expect(list).toMatch(/harmless \| survives step add/);
  expect(list).toMatch(/stale \| .*stands 0 times/);
  expect(list).toMatch(/broken \| is no program/);
  expect(list).toMatch(/lost \| names step nowhere/);
  expect(list).not.toMatch(/endless/);
});

test("the check of second solutions accepts another shape, and names the step that refuses a wrong one", async () => {
  const fixture = new Fixture("slow-alternatives");
  const counter = (add: string) =>
    `export class Counter {\n  n = 0;\n  value() { return this.n; }\n  add() { ${add}; }\n  reset() { this.n = 0; }\n}\n`;
  fixture.write("tests/01-counter/alternatives/another/counter.ts", counter("this.n++"));
  fixture.write("tests/01-counter/alternatives/wrong/counter.ts", counter("this.n += 2"));
  const { passed, list } = await findings(fixture.root, alternatives);

  expect(passed).toBe(5);
  expect(list).toMatch(/^tests\/01-counter\/alternatives\/wrong, step add \| is refused: "one more"/);
});
