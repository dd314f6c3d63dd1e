import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Fixture } from "../fixture";
import { kata } from "./kata";

const FILE = "chapters/01-counter/counter.ts";
const MINE = "export class Counter {}\n// mine\n";

let fixture: Fixture;
let count = 0;
const run = (...argv: string[]) => kata(fixture.root, ...argv);
const json = async (...argv: string[]) =>
  JSON.parse((await run(...argv, "--json")).out) as Record<string, unknown>;
const read = (file: string) => readFileSync(join(fixture.root, file), "utf8");

beforeEach(() => {
  fixture = new Fixture(`commands-${++count}`);
});

describe("status and list", () => {
  test("show the chapters, the steps of the current one, and where to read and write", async () => {
    const { code, out } = await run("status");
    expect(code).toBe(0);
    expect(out).toContain("▸   1. At the start  15 min");
    expect(out).toMatch(/^Read chapters\/01-counter\/README\.md:\d+$/m);
    expect(out).toContain(`Edit ${FILE}`);
  });

  test("the place to read is the line of the step's heading", async () => {
    const [, line] = /README\.md:(\d+)/.exec((await run("open")).out)!;
    expect(read("chapters/01-counter/README.md").split("\n")[Number(line) - 1]).toBe(
      "## Step 1: At the start",
    );
  });

  test("list is another name for status", async () => {
    expect((await run("list")).out).toBe((await run("status")).out);
  });

  test("--json tells programs the same", async () => {
    expect(await json("status")).toMatchObject({
      schema: "kata-status/1",
      current: "counter/start",
      passed: 0,
      total: 3,
      chapters: [
        { slug: "counter", steps: [{ id: "counter/start", passedAt: null, files: [FILE] }, {}, {}] },
      ],
    });
  });
});

describe("jump and next", () => {
  test.each(["counter/add", "1/2", "01/add", "01-counter/add", "add"])(
    "jump %s leads to the second step",
    async (name) => {
      expect((await run("jump", name)).out).toContain("step 2: One more");
      expect(await json("status")).toMatchObject({ current: "counter/add" });
    },
  );

  test("a chapter means its first step", async () => {
    await run("jump", "add");
    await run("jump", "01");
    expect(await json("status")).toMatchObject({ current: "counter/start" });
  });

  test("next goes on, says what was left open, and ends at the end", async () => {
    expect((await run("next")).out).toContain("counter/start isn't passed yet");
    await run("next");
    expect(await json("status")).toMatchObject({ current: "counter/reset" });
    expect((await run("next")).out).toContain("last step");
    expect(await json("status")).toMatchObject({ current: "counter/reset" });
  });
});

describe("hint", () => {
  test("shows one more each time, up to three", async () => {
    const shown = [];
    for (let call = 0; call < 4; call++) shown.push(((await json("hint")).hints as string[]).length);
    expect(shown).toEqual([1, 2, 3, 3]);
  });

  test("--level shows no more than asked for, and is remembered", async () => {
    expect(await json("hint", "add", "--level", "2")).toMatchObject({
      schema: "kata-hint/1",
      step: "counter/add",
      hints: ["Think.", "Look."],
    });
    expect(await json("hint", "add")).toMatchObject({ level: 3 });
  });

  test("as text, each hint has its number", async () => {
    expect((await run("hint", "--level", "2")).out).toContain("Hint 2 of 3\nLook.");
  });
});

describe("solution", () => {
  test("shows only what is due by the step", async () => {
    const { out } = await run("solution", "add");
    expect(out).toContain("+    this.#count += 1;");
    expect(out).not.toContain("+    this.#count = 0;");
  });

  test("says that a file is the same", async () => {
    await run("reset", "01", "--to", "reset");
    expect((await run("solution", "add")).out).toContain("Yours is the same.");
  });
});

describe("reset and restore", () => {
  test("reset puts the starter back, and restore undoes it", async () => {
    const starter = read(FILE);
    fixture.write(FILE, MINE);

    const { out } = await run("reset", "01");
    expect(read(FILE)).toBe(starter);
    const [, id] = /restore ([0-9a-f]{6})/.exec(out)!;
    await run("restore", id!);
    expect(read(FILE)).toBe(MINE);
  });

  test("--to writes the earlier steps as in the solution, and leaves the others open", async () => {
    await run("reset", "counter", "--to", "reset");
    expect(read(FILE)).toContain("this.#count += 1;");
    expect(read(FILE)).toContain("Not written yet (step reset)");
  });

  test("the learner's helper files stay, and are kept", async () => {
    fixture.write("chapters/01-counter/helper.ts", "export const two = 2;\n");
    await run("reset", "01");
    expect(read("chapters/01-counter/helper.ts")).toBe("export const two = 2;\n");
    expect(await json("restore")).toMatchObject({
      copies: [{ reason: "reset", files: [{ file: "counter/counter.ts" }, { file: "counter/helper.ts" }] }],
    });
  });

  test("restore of a file brings back its newest other copy, by any of its names", async () => {
    for (const name of ["counter/counter.ts", "01/counter.ts", FILE]) {
      fixture.write(FILE, `${MINE}// for ${name}\n`);
      await run("reset", "01");
      await run("restore", name);
      expect(read(FILE)).toContain(`// for ${name}`);
    }
  });

  test("a reset of steps that were passed opens them again", async () => {
    const passedAt = "2025-11-22T12:00:00.000Z";
    const steps = { "counter/start": { passedAt }, "counter/add": { passedAt } };
    fixture.write(".kata/progress.json", JSON.stringify({ version: 1, steps }));
    await run("reset", "counter", "--to", "add");
    expect(await json("status")).toMatchObject({
      passed: 1,
      chapters: [{ steps: [{ passedAt }, { passedAt: null }, { passedAt: null }] }],
    });
  });
});

describe("export and import", () => {
  test("carry progress and changed files to another machine", async () => {
    fixture.write(FILE, MINE);
    await run("jump", "add");
    const bundle = join(fixture.root, "out.json");
    expect((await run("export", bundle)).code).toBe(0);

    const other = new Fixture(`commands-other-${++count}`);
    const { code, out } = await kata(other.root, "import", bundle);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining("1 file written") as string });
    expect(readFileSync(join(other.root, FILE), "utf8")).toBe(MINE);
    expect((await kata(other.root, "status")).out).toContain("▸   2. One more");
  });

  test("what an import replaces can be had again", async () => {
    const bundle = join(fixture.root, "out.json");
    fixture.write(FILE, MINE);
    await run("export", bundle);
    fixture.write(FILE, "// what I wrote since\n");

    const { out } = await run("import", bundle);
    await run("restore", /restore ([0-9a-f]{6})/.exec(out)![1]!);
    expect(read(FILE)).toBe("// what I wrote since\n");
  });

  test("starters aren't exported: they would undo a newer course's", async () => {
    fixture.write("chapters/01-counter/helper.ts", "export const two = 2;\n");
    const { files } = JSON.parse((await run("export", "-")).out) as { files: object };
    expect(Object.keys(files)).toEqual(["counter/helper.ts"]);
  });

  test("an export doesn't replace a file unless told to", async () => {
    const bundle = join(fixture.root, "out.json");
    writeFileSync(bundle, "precious");
    expect((await run("export", bundle)).code).toBe(2);
    expect(readFileSync(bundle, "utf8")).toBe("precious");
    expect((await run("export", bundle, "--force")).code).toBe(0);
  });

  test("files of chapters that this course lacks are left out, their progress isn't", async () => {
    const { out: text } = await run("export", "-");
    const bundle = JSON.parse(text) as { progress: { steps: object }; files: object };
    bundle.files = { "raft/votes.ts": "x" };
    bundle.progress.steps = { "raft/votes": { passedAt: "2025-11-22T12:00:00.000Z" } };
    fixture.write("in.json", JSON.stringify(bundle));

    expect((await run("import", join(fixture.root, "in.json"))).out).toContain("raft/votes.ts");
    expect(read(".kata/progress.json")).toContain("raft/votes");
  });

  test("an import that reaches outside the chapters changes nothing at all", async () => {
    const { out: text } = await run("export", "-");
    const files = { "counter/counter.ts": "changed", "counter/../../../outside.ts": "x" };
    fixture.write("in.json", JSON.stringify({ ...(JSON.parse(text) as object), files }));
    const before = read(FILE);

    const { code, err } = await run("import", join(fixture.root, "in.json"));
    expect({ code, after: read(FILE) }).toEqual({ code: 1, after: before });
    expect(err).toContain("Nothing was changed.");
    expect(existsSync(join(fixture.root, "../outside.ts"))).toBe(false);
  });
});

describe("quiz", () => {
  test("without a terminal prints the questions, and not the answers", async () => {
    const { out } = await run("quiz", "01");
    expect(out).toContain("1.  Zero?");
    expect(out).not.toContain("It is.");
    expect((await run("quiz", "01", "--answers")).out).toContain("✓ a  yes\n         It is.");
  });
});

describe("what is wrong in the workbook itself", () => {
  test("a broken progress file is put aside with a word, and the command goes on", async () => {
    fixture.write(".kata/progress.json", "{");
    const { code, err } = await run("status");
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining("progress.broken-") as string });
  });

  test("a progress of a newer workbook is a clear error, and stays", async () => {
    mkdirSync(join(fixture.root, ".kata"), { recursive: true });
    fixture.write(".kata/progress.json", '{"version":9,"steps":{}}');
    const { code, err } = await run("jump", "add");
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining("newer workbook") as string });
    expect(read(".kata/progress.json")).toBe('{"version":9,"steps":{}}');
  });

  test("the watch doesn't begin on a progress that it can't keep", async () => {
    fixture.write(".kata/progress.json", '{"version":9,"steps":{}}');
    const { code, out, err } = await run("watch", "--json");
    expect({ code, out, err }).toEqual({
      code: 1,
      out: "",
      err: expect.stringContaining("newer workbook") as string,
    });
  });

  test("a mistake in a chapter's files is told with the way to mend it", async () => {
    fixture.write("chapters/01-counter/hints.md", "## start\n");
    const { code, err } = await run("status");
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining("To mend it:") as string });
  });
});
