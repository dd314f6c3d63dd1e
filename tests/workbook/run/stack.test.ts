import path from "node:path";
import { Sources } from "#workbook/run/stack";

const ROOT = path.resolve("/home/me/my (own) workbook");
const sources = new Sources(ROOT, [path.join(ROOT, ".kata", "mutant")]);
const at = (...names: string[]) => path.join(ROOT, ...names);

test("a stack is read as frames from the root, without those of Node and of packages", () => {
  const stack = [
    "Error: rain",
    `    at new ZnodeTree (${at("chapters", "01-znode-tree", "tree.ts")}:3:4)`,
    `    at ${at("chapters", "01-znode-tree", "paths.ts")}:5:6`,
    `    at async Promise.all (index 0)`,
    `    at Object.<anonymous> (${at("tests", "a.test.ts")}:7:8)`,
    `    at run (${at("node_modules", "jest-circus", "run.js")}:1:1)`,
    `    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)`,
  ].join("\n");
  expect(sources.frames(stack)).toEqual([
    { name: "new ZnodeTree", file: "chapters/01-znode-tree/tree.ts", line: 3, column: 4, isChapters: true },
    { name: "", file: "chapters/01-znode-tree/paths.ts", line: 5, column: 6, isChapters: true },
    { name: "", file: "tests/a.test.ts", line: 7, column: 8, isChapters: false },
  ]);
});

test("a learner looks first at the innermost line of a chapter, a solution or what stands in for one", () => {
  const frames = (...files: string[]) =>
    sources.frames(files.map((file) => `    at f (${at(file)}:1:2)`).join("\n"));
  expect(sources.where(frames("lab/world.ts", "solutions/05-x/y.ts", "chapters/06-z/z.ts"))?.file).toBe(
    "solutions/05-x/y.ts",
  );
  expect(sources.where(frames(".kata/mutant/paths.ts"))?.file).toBe(".kata/mutant/paths.ts");
  expect(sources.where(frames("lab/world.ts"))).toBeUndefined();
});
