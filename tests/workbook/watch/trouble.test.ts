import type { Trouble } from "#workbook/run/verdict";
import { describeTrouble } from "#workbook/screen/trouble";

const WHERE = { file: "chapters/01-tree/tree.ts", line: 3, column: 1 };
const TROUBLES: Trouble[] = [
  { kind: "timeout", test: "it ends", seconds: 10, where: WHERE },
  { kind: "timeout", seconds: 1 },
  { kind: "out-of-memory", test: "it is small", megabytes: 512 },
  { kind: "exit", test: "it stays", code: 0, signal: null, where: WHERE },
  { kind: "exit", code: null, signal: "SIGKILL" },
  { kind: "syntax", message: "'}' expected.", where: WHERE },
  { kind: "missing-file", file: "chapters/01-tree/tree.ts" },
  { kind: "load", message: "no export named Tree", where: WHERE },
  { kind: "unhandled", message: "boom" },
];

test.each(TROUBLES.map((trouble) => [trouble.kind, trouble] as const))(
  "%s: says what happened, the likely reason and what to do",
  (_, trouble) => {
    const { what, why, todo, where } = describeTrouble(trouble, "keys");
    for (const sentence of [what, why, todo]) expect(sentence).toMatch(/^["A-Z'a-z].{20,}/);
    expect(where).toEqual("where" in trouble ? trouble.where : undefined);
  },
);

test.each([
  [0, '"it ends" had not come to an end after 10 seconds, so it was stopped.'],
  [1, "The code had not come to an end after 1 second, so it was stopped."],
  [3, '"it stays" ended the whole process (exit code 0).'],
  [4, "The code ended the whole process (signal SIGKILL)."],
])("what happened is told in one sentence (%d)", (index, sentence) => {
  expect(describeTrouble(TROUBLES[index]!, "keys").what).toBe(sentence);
});

test("a missing file comes back by a key in the watch, by a command elsewhere", () => {
  const missing = TROUBLES.find(({ kind }) => kind === "missing-file")!;
  expect(describeTrouble(missing, "keys").todo).toContain("Press x");
  expect(describeTrouble(missing, "commands").todo).toContain("npm run kata -- restore");
});
