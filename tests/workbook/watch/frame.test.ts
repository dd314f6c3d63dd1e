import { PLAIN } from "#workbook/screen/paint";
import { widthOf } from "#workbook/screen/text";
import { drawFrame } from "#workbook/watch/frame";
import type { Result, WatchState } from "#workbook/watch/state";
import { emptyProgress, withPass } from "#workbook/progress/progress";
import { makeCourse } from "../progress/course";
import { failedTest, passedTest, troubleOf, verdictOf } from "./verdicts";

const COURSE = makeCourse({ tree: ["paths", "stat"], watches: ["one-shot"] });
const CHAPTER = COURSE.chapters[0]!;

const LONG = Array.from({ length: 40 }, (_, index) => `  "/shop/orders/${index}",`).join("\n");
const FAILURE = failedTest("children are names, not paths, however many of them there are below a znode", {
  expected: `[\n${LONG}\n]`,
  observed: `[\n${LONG.replace("/30", "/x")}\n]`,
  scenario: {
    file: "tests/01-tree/1-paths.test.ts",
    line: 24,
    column: 5,
    lines: Array.from({ length: 24 }, (_, index) => ({
      number: index + 1,
      text: `    line ${index + 1} of the test`,
    })),
  },
  where: { file: "chapters/01-tree/tree.ts", line: 12, column: 1 },
});

function resultOf(verdict: Result["verdict"], more: Partial<Result> = {}): Result {
  const failure = verdict.tests[0]?.failure;
  return {
    verdict,
    passed: verdict.outcome === "passed",
    firstPass: false,
    types: [],
    ...(failure && {
      explanation: {
        scenario: verdict.tests[0]!.name,
        frame: failure.scenario!,
        expected: failure.expected!,
        observed: failure.observed!,
        rule: verdict.tests[0]!.rule,
        source: verdict.tests[0]!.source,
        where: { file: "chapters/01-tree/tree.ts", line: 12, text: "getChildren(path: string): string[] {" },
      },
    }),
    ...more,
  };
}

function stateOf(change: Partial<WatchState> = {}): WatchState {
  return {
    course: COURSE,
    progress: emptyProgress(),
    chapter: CHAPTER,
    step: CHAPTER.steps[0]!,
    prose: "chapters/01-tree/README.md:42",
    running: false,
    panel: { kind: "result" },
    ...change,
  };
}

const FAILED = stateOf({ result: resultOf(verdictOf(FAILURE)) });
const draw = (state: WatchState, columns = 90, rows = 34, scroll = 0) =>
  drawFrame(state, { columns, rows, scroll, paint: PLAIN });
const text = (...args: Parameters<typeof draw>) => draw(...args).lines.join("\n");

const STATES: Record<string, WatchState> = {
  "before the first run": stateOf(),
  "a running one": { ...FAILED, running: true },
  "a failure": FAILED,
  "a failure with everything": stateOf({
    notice: "Something to be told, in a sentence that is long enough to be too long for a narrow screen.",
    result: resultOf(
      { ...verdictOf(FAILURE), output: { text: "printed\n".repeat(300), droppedBytes: 9 } },
      {
        types: [
          { file: "chapters/01-tree/tree.ts", line: 1, column: 2, code: 3, message: "Wrong. ".repeat(30) },
        ],
        cause: { chapter: CHAPTER },
      },
    ),
  }),
  "a pass": stateOf({ result: resultOf(verdictOf(passedTest("it works", "A rule"))) }),
  "a pass that breaks another": stateOf({
    result: resultOf(verdictOf(passedTest("it works", "A rule")), {
      broken: { step: CHAPTER.steps[1]!, verdict: verdictOf(FAILURE) },
    }),
  }),
  "a trouble": stateOf({ result: resultOf(troubleOf({ kind: "timeout", test: "it ends", seconds: 10 })) }),
  "the hints": stateOf({ panel: { kind: "hint", level: 3 } }),
  "the list": stateOf({ panel: { kind: "list", selected: 2 } }),
  "the help": stateOf({ panel: { kind: "help" } }),
  "a run's picture": stateOf({ panel: { kind: "trace", trace: `${"│──────▶".repeat(30)}\n`.repeat(50) } }),
  "a question": stateOf({
    panel: {
      kind: "question",
      question: { about: "next", text: "Go on?", answers: [{ key: "y", means: "yes" }] },
    },
  }),
  "a solution": stateOf({
    panel: {
      kind: "solution",
      diffs: [
        {
          file: "chapters/01-tree/tree.ts",
          missing: false,
          hunks: [{ line: 3, lines: [`+${"long ".repeat(50)}`] }],
        },
      ],
    },
  }),
};

describe.each(Object.entries(STATES))("%s", (_, state) => {
  test.each([
    [60, 20],
    [90, 34],
    [200, 60],
    [40, 12],
    [20, 6],
    [1, 1],
  ])("fits %d columns and %d rows", (columns, rows) => {
    for (const scroll of [0, 1, 1000]) {
      const { lines } = draw(state, columns, rows, scroll);
      expect(lines.length).toBeLessThanOrEqual(rows);
      expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(columns);
    }
  });

  test("shows no line feed, tab or escape within a line", () => {
    // eslint-disable-next-line no-control-regex -- control characters are the point
    for (const line of draw(state).lines) expect(line).not.toMatch(/[\u0000-\u001f]/);
  });
});

describe("a failure", () => {
  test("is read in order: the scenario, what was expected and observed, the rule, the place", () => {
    const shown = text(FAILED);
    const order = ["Scenario", "Expected", "Observed", "Rule", "Look at"].map((label) =>
      shown.indexOf(`\n${label}`),
    );
    expect(order.every((place) => place > 0)).toBe(true);
    expect([...order].sort((a, b) => a - b)).toEqual(order);
  });

  test("shows rule, source and place even on a short screen: the test's lines give way first", () => {
    const shown = text(
      stateOf({
        result: {
          ...FAILED.result!,
          explanation: { ...FAILED.result!.explanation!, expected: "1", observed: "2" },
        },
      }),
      60,
      24,
    );
    for (const part of ["A counter counts", "common sense", "chapters/01-tree/tree.ts:12", "▸ 24"]) {
      expect(shown).toContain(part);
    }
    expect(shown).toMatch(/… \d+ more lines/);
  });

  test("shows the lines in which long values differ", () => {
    const shown = text(FAILED);
    expect(shown).toContain('"/shop/orders/30"');
    expect(shown).toContain('"/shop/orders/x"');
    expect(shown).not.toContain('"/shop/orders/7"');
  });

  test("scrolled down is shown whole", () => {
    const { maxScroll } = draw(FAILED, 60, 20);
    const screens = Array.from({ length: maxScroll }, (_, index) => text(FAILED, 60, 20, index + 1)).join(
      "\n",
    );
    for (const line of [2, 13, 24]) expect(screens).toContain(`line ${line} of the test`);
  });

  test("by an earlier chapter leads there, and not into the chapter at hand", () => {
    const where = { file: "chapters/01-tree/paths.ts", line: 5, text: "export function nameOf() {" };
    const broken = { step: CHAPTER.steps[1]!, rule: "A name has no slash", test: "it is cut", where };
    const shown = text(
      stateOf({ result: { ...FAILED.result!, cause: { chapter: CHAPTER, broken } } }),
      90,
      50,
    );
    expect(shown).toContain("Its step 2, The stat, no longer passes: A name has no slash.");
    expect(shown).toContain("chapters/01-tree/paths.ts:5");
    expect(shown).not.toContain("chapters/01-tree/tree.ts:12");
  });

  test("of a simulated run offers its picture, and other failures don't", () => {
    const { explanation } = FAILED.result!;
    const traced = stateOf({
      result: { ...FAILED.result!, explanation: { ...explanation!, trace: "a run" } },
    });
    expect(text(traced)).toContain("t shows how it went");
    expect(text(traced)).toContain("t trace");
    expect(text(FAILED)).not.toContain("t trace");
  });

  test("says which test of how many fails", () => {
    expect(text(FAILED)).toContain("✗ test 1 of 1 fails");
  });
});

test("progress of the step, the chapter and the course stand at the top", () => {
  const progress = withPass(emptyProgress(), "tree/paths", new Date());
  const result = resultOf(verdictOf(passedTest("a"), passedTest("b")));
  expect(draw(stateOf({ progress, result })).lines.slice(0, 2)).toEqual([
    "01 About tree · step 1 of 2: The paths",
    "step ■■■■■■■■■■ 2/2   chapter ■■■■■□□□□□ 1/2   course ■■■□□□□□□□ 1/3",
  ]);
});

test("a pass says what holds now and what comes next", () => {
  const shown = text(STATES["a pass"]!);
  expect(shown).toContain("Now holds ✓ A rule");
  expect(shown).toContain("Next      step 2: The stat, about 20 min. Press n.");
});

test("the last pass of a chapter leads to its quiz and to the next chapter", () => {
  const progress = ["tree/paths", "tree/stat"].reduce(
    (all, step) => withPass(all, step, new Date()),
    emptyProgress(),
  );
  const shown = text(stateOf({ ...STATES["a pass"], progress, step: CHAPTER.steps[1]! }));
  expect(shown).toContain("Chapter 01, About tree, is done.");
  expect(shown).toContain("npm run kata -- quiz 01");
  expect(shown).toContain("chapter 02, About watches, step 1: The one-shot");
});

test("a sentence for the learner is never cut: it may end in what to type", () => {
  const notice = "The files of chapter 01 are put back. To have yours again: npm run kata -- restore a1b2c3";
  expect(text(stateOf({ notice }), 60, 20)).toContain("restore a1b2c3");
});

test("the list keeps the selected step in sight", () => {
  const many = makeCourse({ tree: Array.from({ length: 50 }, (_, index) => `s${index}`) });
  const state = stateOf({ course: many, chapter: many.chapters[0]!, step: many.chapters[0]!.steps[0]! });
  for (const selected of [0, 25, 49]) {
    expect(text({ ...state, panel: { kind: "list", selected } }, 60, 20)).toContain(
      `▸   ${selected + 1}. The s${selected}`,
    );
  }
});
