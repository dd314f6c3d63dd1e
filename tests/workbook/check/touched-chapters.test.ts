import { touchedChapters } from "#workbook/touched-chapters";

test("a touched solution or test makes the commit prove its chapter, once", () => {
  expect(
    touchedChapters([
      "solutions/02-watches/events.ts",
      "tests/02-watches/mutants.ts",
      "tests/01-znode-tree/model.ts",
    ]),
  ).toEqual(["01-znode-tree", "02-watches"]);
});

test("a learner's unfinished chapter proves nothing, and blocks nothing", () => {
  expect(touchedChapters(["chapters/01-znode-tree/paths.ts", "README.md", "lab/host.ts", ""])).toEqual([]);
});
