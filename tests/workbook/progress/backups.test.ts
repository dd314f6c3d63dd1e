import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Backups, COPIES_PER_FILE } from "#workbook/progress/backups";
import { makeCourse } from "./course";
import { Folder } from "./folder";

const FILE = "chapters/01-tree/tree.ts";
const [CHAPTER] = makeCourse({ tree: ["paths"] }).chapters;
const chapter = CHAPTER!;

let folder: Folder;
let minute: number;
let backups: Backups;
const contents = () =>
  backups
    .list()
    .map(({ reason, copies }) => `${reason}: ${copies.map(({ path }) => readFileSync(path, "utf8")).join()}`);

beforeEach(() => {
  folder = new Folder();
  minute = 0;
  backups = new Backups(folder.root, () => new Date(Date.UTC(2025, 10, 22, 12, minute++)));
});
afterEach(() => folder.remove());

test("each content that a run sees is kept once, newest first", () => {
  for (const text of ["a", "a", "b", "a"]) {
    folder.write(FILE, text);
    backups.keepChanged(chapter);
  }
  expect(contents()).toEqual(["run: a", "run: b", "run: a"]);
});

test("an empty file, as editors leave it for a moment, is not worth a copy", () => {
  folder.write(FILE, "a");
  backups.keepChanged(chapter);
  folder.write(FILE, "\n");
  backups.keepChanged(chapter);
  expect(contents()).toEqual(["run: a"]);
});

test("the learner's own helpers are kept too, in folders as well", () => {
  folder.write(FILE, "a");
  folder.write("chapters/01-tree/mine/helper.ts", "h");
  folder.write("chapters/01-tree/README.md", "prose");
  backups.keepChanged(chapter);
  expect(backups.list()[0]?.copies.map(({ file }) => file)).toEqual(["mine/helper.ts", "tree.ts"]);
});

test("a file deleted by its own code comes back as the run before saw it", () => {
  folder.write(FILE, "hours of work");
  backups.keepChanged(chapter);
  rmSync(join(folder.root, FILE));

  backups.bringBack([{ chapter, copy: backups.newest(chapter, "tree.ts")! }]);
  expect(folder.read(FILE)).toBe("hours of work");
});

test("the newest copy that differs is what restoring a file means", () => {
  for (const text of ["a", "b", "c"]) {
    folder.write(FILE, text);
    backups.keepChanged(chapter);
  }
  const copy = backups.newest(chapter, "tree.ts")!;
  backups.bringBack([{ chapter, copy }]);
  expect(folder.read(FILE)).toBe("b");
});

test("bringing back keeps what was there, so that it can be undone", () => {
  folder.write(FILE, "a");
  backups.keepChanged(chapter);
  folder.write(FILE, "b");
  const undo = backups.bringBack([{ chapter, copy: backups.newest(chapter, "tree.ts")! }]);
  expect(folder.read(FILE)).toBe("a");

  backups.bringBack(undo!.copies.map((copy) => ({ chapter, copy })));
  expect(folder.read(FILE)).toBe("b");
});

test("copies are bounded for each file, and the oldest go first", () => {
  for (let index = 0; index < COPIES_PER_FILE + 3; index++) {
    folder.write(FILE, `version ${index}`);
    backups.keepChanged(chapter);
  }
  expect(contents()).toHaveLength(COPIES_PER_FILE);
  expect(contents().at(-1)).toBe("run: version 3");
});

test("a long day of saves doesn't push out the copy made before a reset", () => {
  folder.write(FILE, "before the reset");
  backups.keep([{ chapter, file: "tree.ts" }], "reset");
  for (let index = 0; index < COPIES_PER_FILE + 3; index++) {
    folder.write(FILE, `version ${index}`);
    backups.keepChanged(chapter);
  }
  expect(contents().at(-1)).toBe("reset: before the reset");
});

test("a moment's id stays the same while others come and go", () => {
  folder.write(FILE, "a");
  const moment = backups.keep([{ chapter, file: "tree.ts" }], "reset")!;
  folder.write(FILE, "b");
  backups.keepChanged(chapter);
  expect(backups.list().find(({ id }) => id === moment.id)?.reason).toBe("reset");
});

test("keeping nothing is no moment", () => {
  expect(backups.keep([{ chapter, file: "tree.ts" }], "reset")).toBeUndefined();
});
