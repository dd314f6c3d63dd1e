import type { Failure, TestOutcome, Trouble, Verdict } from "#workbook/run/verdict";

/** Verdicts as a runner gives them. */
export function passedTest(name: string, rule = ""): TestOutcome {
  return {
    file: "tests/01-counter/1-start.test.ts",
    name,
    rule,
    source: "",
    status: "passed",
    durationMs: 1,
  };
}

export function failedTest(name: string, failure: Partial<Failure> = {}): TestOutcome {
  return {
    ...passedTest(name, "A counter counts"),
    source: "common sense",
    status: "failed",
    failure: { message: "wrong", stack: [], ...failure },
  };
}

export function verdictOf(...tests: TestOutcome[]): Verdict {
  const outcome = tests.every(({ status }) => status === "passed") ? "passed" : "failed";
  return { outcome, tests, output: { text: "", droppedBytes: 0 }, durationMs: 7 };
}

export function troubleOf(trouble: Trouble): Verdict {
  return { ...verdictOf(), outcome: "trouble", trouble };
}

export const GREEN = verdictOf(passedTest("it starts at 0", "A counter counts"));
export const RED = verdictOf(failedTest("it starts at 0", { expected: "0", observed: "1" }));
export const CANCELLED: Verdict = { ...verdictOf(), outcome: "cancelled" };
