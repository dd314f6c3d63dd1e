import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Folder } from "../progress/folder";

/** The watcher in a process of its own: it needs a package that Jest can't load. It prints each change as a line. */
const WATCH = `
  const { watchChapters } = await import("#workbook/watch/file-watcher");
  const print = (value) => console.log(JSON.stringify(value));
  await watchChapters(process.argv[1], print, print);
  print("ready");
`;

jest.setTimeout(60_000);

const FILE = "chapters/01-tree/paths.ts";
let folder: Folder;
let child: ChildProcess;
let lines: AsyncIterator<string>;
const next = async (): Promise<unknown> => JSON.parse(((await lines.next()) as { value: string }).value);
const path = (file: string) => join(folder.root, file);

beforeEach(async () => {
  folder = new Folder();
  folder.write(FILE, "one");
  folder.write("chapters/01-tree/README.md", "prose");
  const args = ["--import", "tsx", "--input-type=module", "-e", WATCH, folder.root];
  child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  expect(await next()).toBe("ready");
});
afterEach(() => {
  child.kill("SIGKILL");
  folder.remove();
});

test("a save is told once, by the file's path from the root", async () => {
  folder.write(FILE, "two");
  expect(await next()).toEqual([FILE]);
});

test("an editor that empties the file and then writes it saves once", async () => {
  const file = openSync(path(FILE), "w");
  writeSync(file, "t");
  writeSync(file, "wo");
  closeSync(file);
  expect(await next()).toEqual([FILE]);
  // The next line is about the next save: nothing came between.
  folder.write("chapters/01-tree/stat.ts", "new");
  expect(await next()).toEqual(["chapters/01-tree/stat.ts"]);
});

test("an editor that writes beside the file and renames saves the file", async () => {
  folder.write(`${FILE}.tmp`, "two");
  renameSync(path(`${FILE}.tmp`), path(FILE));
  expect(await next()).toEqual([FILE]);
});

test("a deleted file is told, and so is its return", async () => {
  rmSync(path(FILE));
  expect(await next()).toEqual([FILE]);
  folder.write(FILE, "back");
  expect(await next()).toEqual([FILE]);
});

test("prose isn't code: its saves say nothing", async () => {
  folder.write("chapters/01-tree/README.md", "more prose");
  folder.write("chapters/02-watches/table.ts", "in a new folder");
  expect(await next()).toEqual(["chapters/02-watches/table.ts"]);
});
