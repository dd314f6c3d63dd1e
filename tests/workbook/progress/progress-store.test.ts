import { execFile } from "node:child_process";
import { readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { isPassed, withHint, withPass } from "#workbook/progress/progress";
import { ProgressStore } from "#workbook/progress/progress-store";
import { Folder } from "./folder";

const NOON = new Date("2025-11-22T12:00:00Z");
let folder: Folder;
let said: string[];
const open = () => new ProgressStore(folder.root, (message) => said.push(message));

beforeEach(() => {
  folder = new Folder();
  said = [];
});
afterEach(() => folder.remove());

test("what is written is there for the next start", () => {
  open().update((progress) => withPass(progress, "tree/paths", NOON));
  expect(isPassed(open().read(), "tree/paths")).toBe(true);
});

test("reading alone writes nothing", () => {
  open().read();
  expect(folder.has(".kata/progress.json")).toBe(false);
});

test("two runners at once don't undo one another", () => {
  const [one, other] = [open(), open()];
  one.read();
  other.read();
  one.update((progress) => withPass(progress, "tree/paths", NOON));
  other.update((progress) => withPass(progress, "tree/stat", NOON));
  one.update((progress) => withHint(progress, "tree/multi", 2));

  const after = open().read();
  expect(["tree/paths", "tree/stat"].map((step) => isPassed(after, step))).toEqual([true, true]);
});

test("runners in processes of their own, writing as fast as they can, lose no pass", async () => {
  const writer = `
    const { ProgressStore } = await import("#workbook/progress/progress-store");
    const { withPass } = await import("#workbook/progress/progress");
    const [folder, name] = process.argv.slice(1);
    for (let index = 0; index < 25; index++) {
      // A store that remembers nothing: only what is on disk counts.
      new ProgressStore(folder, () => {}).update((progress) => withPass(progress, name + "/" + index, new Date()));
    }`;
  const run = promisify(execFile);
  const names = ["one", "two", "three"];
  await Promise.all(
    names.map((name) =>
      run(process.execPath, ["--import", "tsx", "--input-type=module", "-e", writer, folder.root, name]),
    ),
  );

  const passed = Object.keys(open().read().steps);
  expect(names.map((name) => passed.filter((step) => step.startsWith(`${name}/`)).length)).toEqual([
    25, 25, 25,
  ]);
  expect(readdirSync(join(folder.root, ".kata"))).toEqual(["progress.json"]);
});

test("a broken file is moved aside, word for word, and the learner is told", () => {
  folder.write(".kata/progress.json", '{"version":1,"steps":{"tree/pa');
  const store = open();

  expect(store.read().steps).toEqual({});
  const [aside] = readdirSync(join(folder.root, ".kata"));
  expect(aside).toMatch(/^progress\.broken-.*\.json$/);
  expect(folder.read(`.kata/${aside!}`)).toBe('{"version":1,"steps":{"tree/pa');
  expect(said).toEqual([expect.stringContaining(aside!)]);
});

test("a file that breaks while a runner is on costs nothing: the runner still knows", () => {
  const store = open();
  store.update((progress) => withPass(progress, "tree/paths", NOON));
  folder.write(".kata/progress.json", "");
  store.update((progress) => withPass(progress, "tree/stat", NOON));

  const after = open().read();
  expect(["tree/paths", "tree/stat"].map((step) => isPassed(after, step))).toEqual([true, true]);
});

test("a file of a newer workbook is left as it is", () => {
  const text = '{"version":99,"steps":{"tree/paths":{}}}';
  folder.write(".kata/progress.json", text);

  expect(() => open().update((progress) => withPass(progress, "tree/stat", NOON))).toThrow("newer workbook");
  expect(folder.read(".kata/progress.json")).toBe(text);
});

test("the lock of a runner that died is taken over", () => {
  folder.write(".kata/progress.json.lock", "4711");
  const past = new Date(Date.now() - 60_000);
  utimesSync(join(folder.root, ".kata/progress.json.lock"), past, past);
  open().update((progress) => withPass(progress, "tree/paths", NOON));

  expect(isPassed(open().read(), "tree/paths")).toBe(true);
});
