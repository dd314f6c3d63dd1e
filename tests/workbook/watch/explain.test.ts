import type { CodeFrame } from "#workbook/run/verdict";
import { compareValues } from "#workbook/screen/compare";
import { explain } from "#workbook/screen/explain";
import type { Where } from "#workbook/screen/explain";
import { makeCourse } from "../progress/course";
import { failedTest, verdictOf } from "./verdicts";

const [chapter] = makeCourse({ tree: ["paths", "stat"] }).chapters;
const [paths, stat] = chapter!.steps;
const FILE = "chapters/01-tree/tree.ts";
const TEST = "tests/01-tree/1-paths.test.ts";

const STARTER = `export class Tree {
  getData(path: string): Uint8Array {
    // Write here (step paths): Find it.
    throw new Error("Not written yet (step paths)");
  }

  exists(path: string): boolean {
    // Write here (step stat): Is it there?
    throw new Error("Not written yet (step stat)");
  }
}
`;
const WRITTEN = STARTER.replace(
  /throw new Error\("Not written yet \(step paths\)"\);/,
  "return new Uint8Array(0);",
);

const frameOf = (...texts: string[]): CodeFrame => ({
  file: TEST,
  line: texts.length,
  column: 1,
  lines: texts.map((text, index) => ({ number: index + 1, text })),
});

function whereOf(
  failure: Parameters<typeof failedTest>[1],
  files: Record<string, string>,
  step = paths!,
): Where | undefined {
  return explain(verdictOf(failedTest("it works", failure)), chapter!, step, (file) => files[file])?.where;
}

describe("where to look", () => {
  test("is the learner's line when the code threw", () => {
    expect(whereOf({ where: { file: FILE, line: 2, column: 3 } }, { [FILE]: WRITTEN })).toEqual({
      file: FILE,
      line: 2,
      text: "getData(path: string): Uint8Array {",
    });
  });

  test("is the learner's line that has called a solution, when that threw", () => {
    const where = { file: "solutions/00-bag/bag.ts", line: 9, column: 3 };
    const stack = ["solutions/00-bag/bag.ts:9:3 put", `${FILE}:2:3 getData`, `${TEST}:1:1`];
    expect(whereOf({ where, stack }, { [FILE]: WRITTEN })).toMatchObject({ file: FILE, line: 2 });
    expect(whereOf({ where, stack: stack.slice(0, 1) }, {})).toMatchObject({ file: where.file, line: 9 });
  });

  test("is the place to write, with what to write, when nothing is written there", () => {
    const where = { file: FILE, line: 4, column: 11 };
    expect(whereOf({ notWritten: "paths", where }, { [FILE]: STARTER })).toMatchObject({
      line: 3,
      instruction: "Find it.",
    });
  });

  test("names the other step when its gap is in the way", () => {
    const where = { file: FILE, line: 4, column: 11 };
    expect(whereOf({ notWritten: "paths", where }, { [FILE]: STARTER }, stat)?.otherStep?.id).toBe(
      "tree/paths",
    );
  });

  test("is what the failing line calls, when the code answered wrongly", () => {
    const scenario = frameOf("const tree = new Tree();", 'expect(tree.exists("/a")).toBe(true);');
    expect(whereOf({ scenario }, { [FILE]: WRITTEN })).toMatchObject({ line: 7, guessed: true });
  });

  test("is what the test's own helper calls, when the failing line calls only that", () => {
    const scenario = frameOf("expect(lengthOf()).toBe(3);");
    const test = "const lengthOf = (exists = '/') =>\n  tree.getData(exists).length;\n";
    expect(whereOf({ scenario }, { [FILE]: WRITTEN, [TEST]: test })).toMatchObject({ line: 2 });
  });

  test("is the first place still to be written, when the test names nothing of the learner's", () => {
    expect(whereOf({ scenario: frameOf("expect(1).toBe(2);") }, { [FILE]: STARTER })).toMatchObject({
      line: 3,
    });
  });

  test("isn't a comment that was left standing above written code", () => {
    const scenario = frameOf("expect(1).toBe(2);");
    expect(whereOf({ scenario }, { [FILE]: WRITTEN })).toEqual({
      file: FILE,
      line: 1,
      text: "export class Tree {",
      guessed: true,
      files: [FILE],
    });
  });

  test("isn't a method that is called as one of the test's own helpers, nor a getter", () => {
    const written = `${WRITTEN.slice(0, -2)}\n  get size(): number {\n    return 0;\n  }\n}\n`;
    const scenario = frameOf("exists(tree);", "expect(tree.size).toBe(1);");
    const test = 'import { exists } from "./helpers";\n';
    expect(whereOf({ scenario }, { [FILE]: written, [TEST]: test })).toHaveProperty("files");
  });

  test("is all files of the step, when the test calls none of them by name", () => {
    const two = { ...paths!, files: ["tree.ts", "node.ts"] };
    expect(whereOf({ scenario: frameOf("expect(1).toBe(2);") }, { [FILE]: WRITTEN }, two)?.files).toEqual([
      FILE,
      "chapters/01-tree/node.ts",
    ]);
  });

  test("can be a file that is gone", () => {
    expect(whereOf({}, {})).toEqual({ file: FILE, line: 1, text: "", guessed: true, files: [FILE] });
  });
});

test("a thrown error is told by its message, a wrong answer by the two values", () => {
  const explained = (failure: Parameters<typeof failedTest>[1]) =>
    explain(verdictOf(failedTest("it works", failure)), chapter!, paths!, () => undefined);
  expect(explained({ message: "boom" })).toMatchObject({ thrown: "boom" });
  expect(explained({ message: "boom", expected: "1", observed: "2" })).not.toHaveProperty("thrown");
  expect(explained({ message: "Not written yet (step paths)", notWritten: "paths" })).not.toHaveProperty(
    "thrown",
  );
});

describe("a report of a simulated run", () => {
  const RUN = [
    "It is so at 120.0 ms of the run seed:7.",
    "Its faults:",
    "",
    " ms     A      B",
    " 3.4    │─────▶│",
    " 4.1    ✗",
  ];
  const explained = (message: string) =>
    explain(verdictOf(failedTest("it works", { message })), chapter!, paths!, () => undefined);

  test("is told in two parts: what broke, and how the run went", () => {
    expect(explained(`Two masters at once\n  - A at 3\n  - B at 4\n\n${RUN.join("\n")}`)).toMatchObject({
      thrown: "Two masters at once\n  - A at 3\n  - B at 4",
      trace: RUN.join("\n"),
    });
  });

  test("isn't seen in any message of two paragraphs", () => {
    expect(explained("It broke.\n\nBecause of that.")).toMatchObject({
      thrown: "It broke.\n\nBecause of that.",
    });
    expect(explained("It broke.\n\nBecause of that.")).not.toHaveProperty("trace");
  });
});

describe("two values beside one another", () => {
  const text = (lines: { text: string; same: boolean }[]) =>
    lines.map((line) => `${line.same ? " " : "*"}${line.text}`).join("|");

  test("have the lines marked in which they differ", () => {
    const [left, right] = compareValues("{\n  a: 1,\n}", "{\n  a: 2,\n}");
    expect([text(left), text(right)]).toEqual([" {|*  a: 1,| }", " {|*  a: 2,| }"]);
  });

  test("are folded far from any difference, when long", () => {
    const lines = Array.from({ length: 30 }, (_, index) => `  ${index},`);
    const [left] = compareValues(
      ["[", ...lines, "]"].join("\n"),
      ["[", ...lines.with(20, "  x,"), "]"].join("\n"),
    );
    expect(text(left)).toBe(" [|   … 18 equal|   18,|   19,|*  20,|   21,|   22,|   … 7 equal| ]");
  });

  test("that are the same line for line are shown whole", () => {
    const value = Array.from({ length: 12 }, (_, index) => String(index)).join("\n");
    expect(compareValues(value, value)[0]).toHaveLength(12);
  });
});
