import { verdictsOf } from "#workbook/commands/verdicts";
import type { TestOutcome } from "#workbook/run/verdict";
import { makeCourse } from "../progress/course";
import { FakeEngine } from "../watch/sitting";
import { failedTest, passedTest, troubleOf, verdictOf } from "../watch/verdicts";

const { steps } = makeCourse({ tree: ["paths", "stat", "multi"] }).chapters[0]!;
const of = (index: number, test: TestOutcome): TestOutcome => ({ ...test, file: steps[index]!.testFile });

test("a chapter's steps are run at once, and each gets the verdict of its own tests", async () => {
  const engine = new FakeEngine();
  const together = verdictOf(of(0, passedTest("a")), of(1, failedTest("b")), of(2, passedTest("c")));
  engine.answer = () => ({ ...together, output: { text: "printed", droppedBytes: 0 } });

  const verdicts = await verdictsOf(engine, steps, ["reference"]);
  expect(verdicts.map(({ outcome, tests }) => [outcome, tests.map(({ name }) => name)])).toEqual([
    ["passed", ["a"]],
    ["failed", ["b"]],
    ["passed", ["c"]],
  ]);
  expect(verdicts.map(({ output }) => output.text)).toEqual(["", "printed", ""]);
  expect(engine.requests).toHaveLength(1);
});

test("a step that hangs doesn't hide what the others say", async () => {
  const engine = new FakeEngine();
  engine.answer = ({ testFiles }) => {
    if (testFiles.includes(steps[1]!.testFile)) return troubleOf({ kind: "timeout", seconds: 10 });
    return verdictOf({ ...passedTest("fine"), file: testFiles[0]! });
  };
  const verdicts = await verdictsOf(engine, steps, []);
  expect(verdicts.map(({ outcome }) => outcome)).toEqual(["passed", "trouble", "passed"]);
});

test("a step without any test in the answer isn't taken for passed", async () => {
  const engine = new FakeEngine();
  engine.answer = ({ testFiles }) =>
    testFiles.length > 1
      ? verdictOf(of(0, passedTest("a")), of(1, passedTest("b")))
      : verdictOf(failedTest("it is run by itself"));
  const verdicts = await verdictsOf(engine, steps, []);
  expect(verdicts.map(({ outcome }) => outcome)).toEqual(["failed", "failed", "failed"]);
});
