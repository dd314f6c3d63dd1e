import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Sitting } from "./sitting";
import { failedTest, GREEN, passedTest, RED, verdictOf } from "./verdicts";

const FILE = "chapters/01-counter/counter.ts";
let sitting: Sitting;
let count = 0;
const passedBefore = (...steps: string[]) => {
  const passedAt = "2025-11-20T12:00:00.000Z";
  return JSON.stringify({ version: 1, steps: Object.fromEntries(steps.map((step) => [step, { passedAt }])) });
};
const sit = (progress?: string) =>
  (sitting = new Sitting(`session-${++count}`, (fixture) => {
    if (progress !== undefined) fixture.write(".kata/progress.json", progress);
  }));

describe("a run", () => {
  test("begins by itself, at the step where one goes on", async () => {
    await sit(passedBefore("counter/start")).begin();
    expect(sitting.last("step")).toMatchObject({ step: "counter/add", files: [FILE] });
    expect(sitting.engine.requests).toEqual([
      { testFiles: ["tests/01-counter/2-add.test.ts"], conditions: [], bail: true },
    ]);
  });

  test("tells the verdict with its explanation", async () => {
    await sit().begin();
    expect(sitting.last("verdict")).toMatchObject({
      passed: false,
      explanation: { scenario: "it starts at 0", expected: "0", observed: "1", rule: "A counter counts" },
    });
  });

  test("keeps a copy of what it saw", async () => {
    await sit().begin();
    sitting.fixture.write(FILE, "// mine\n");
    await sitting.save();
    rmSync(join(sitting.fixture.root, FILE));
    const newest = sitting.session.parts.backups.list()[0]!.copies[0]!;
    expect(readFileSync(newest.path, "utf8")).toBe("// mine\n");
  });

  test("that passes is recorded and leads to the next open step", async () => {
    sit(passedBefore("counter/add"));
    sitting.engine.answer = () => GREEN;
    await sitting.begin();
    expect(sitting.last("verdict")).toMatchObject({ passed: true, firstPass: true, next: "counter/reset" });

    await sitting.type("n");
    expect(sitting.last("step")).toMatchObject({
      step: "counter/reset",
      progress: { course: { passed: 2 } },
    });
  });

  test("that fails at a step passed before is shown and takes nothing away", async () => {
    await sit(passedBefore("counter/start", "counter/add", "counter/reset")).begin();
    expect(sitting.last("verdict")).toMatchObject({ passed: false });
    expect(sitting.session.parts.store.read().steps).toHaveProperty(["counter/start", "passedAt"]);
  });

  test("of a runner that breaks is a sentence, and the next one goes on", async () => {
    sit();
    sitting.engine.answer = () => {
      throw new Error("no memory for a process");
    };
    await sitting.begin();
    expect(sitting.last("notice")?.text).toContain("no memory for a process");

    sitting.engine.answer = () => GREEN;
    await sitting.type("r");
    expect(sitting.last("verdict")).toMatchObject({ passed: true });
  });

  test("goes on when the progress can't be saved", async () => {
    sit();
    sitting.engine.answer = () => GREEN;
    sitting.session.parts.store.update = () => {
      throw new Error("the disk is full");
    };
    await sitting.begin();
    expect(sitting.last("notice")?.text).toContain("the disk is full");
    expect(sitting.last("verdict")).toMatchObject({ passed: true });
  });
});

describe("a save", () => {
  test("runs the step again", async () => {
    await sit().begin();
    await sitting.save();
    expect(sitting.all("running").map(({ because }) => because)).toEqual(["start", "save"]);
  });

  test("during a run ends it: only the newest code gets a verdict", async () => {
    sit();
    sitting.engine.answer = () => undefined;
    sitting.session.start();
    await new Promise((resolve) => setImmediate(resolve));
    sitting.engine.answer = () => GREEN;
    await sitting.save();
    expect(sitting.all("verdict").map(({ passed }) => passed)).toEqual([true]);
  });

  test("many saves during a run are one more run", async () => {
    sit();
    sitting.engine.answer = () => undefined;
    sitting.session.start();
    await new Promise((resolve) => setImmediate(resolve));
    sitting.engine.answer = () => GREEN;
    for (let save = 0; save < 5; save++) sitting.session.filesChanged([FILE]);
    await sitting.settled();
    expect(sitting.engine.requests).toHaveLength(2);
  });

  test("in a chapter that the run doesn't read begins nothing", async () => {
    await sit().begin();
    await sitting.save("chapters/02-other/other.ts");
    expect(sitting.engine.requests).toHaveLength(1);
  });

  test("puts the hint away: the verdict is what one waits for", async () => {
    await sit().begin();
    await sitting.type("h");
    await sitting.save();
    expect(sitting.session.state.panel).toEqual({ kind: "result" });
  });

  test("leaves the list of steps open", async () => {
    await sit().begin();
    await sitting.type("l");
    await sitting.save();
    expect(sitting.session.state.panel.kind).toBe("list");
  });
});

describe("types", () => {
  const PROBLEM = { file: FILE, line: 3, column: 5, code: 2322, message: "Not assignable." };

  test("come after the verdict and never hold it up", async () => {
    sit();
    sitting.types.problems = [PROBLEM];
    let open: () => void = () => undefined;
    sitting.types.gate = new Promise((resolve) => (open = resolve));
    await sitting.begin();
    expect(sitting.all("verdict")).toHaveLength(1);
    expect(sitting.all("types")).toHaveLength(0);

    open();
    await sitting.settled();
    expect(sitting.last("types")?.problems).toEqual([PROBLEM]);
    expect(sitting.types.checked).toEqual([[FILE]]);
  });

  test("of code that was changed since say nothing", async () => {
    sit();
    sitting.types.problems = [PROBLEM];
    let open: () => void = () => undefined;
    sitting.types.gate = new Promise((resolve) => (open = resolve));
    await sitting.begin();
    sitting.types.gate = new Promise(() => undefined);
    sitting.engine.answer = () => verdictOf(failedTest("it starts at 0"));
    await sitting.save();
    open();
    await sitting.settled();
    expect(sitting.all("types")).toEqual([]);
  });

  test("don't decide: a step passes with type errors", async () => {
    sit();
    sitting.types.problems = [PROBLEM];
    sitting.engine.answer = () => GREEN;
    await sitting.begin();
    expect(sitting.last("verdict")?.passed).toBe(true);
    expect(sitting.last("types")?.problems).toHaveLength(1);
  });
});

describe("what is looked at after a verdict", () => {
  test("a pass that breaks an earlier step is told at once", async () => {
    sit(passedBefore("counter/start"));
    sitting.engine.answer = ({ testFiles }) => (testFiles[0]!.includes("1-start") ? RED : GREEN);
    await sitting.begin();
    expect(sitting.last("verdict")).toMatchObject({ step: "counter/add", passed: true });
    expect(sitting.last("broken")).toMatchObject({
      step: "counter/start",
      explanation: { scenario: "it starts at 0" },
    });
  });

  test("steps that weren't passed yet can't be broken", async () => {
    sit();
    sitting.engine.answer = () => GREEN;
    await sitting.begin();
    expect(sitting.engine.requests).toHaveLength(1);
  });

  test("a mistake in an earlier chapter is named with the rule that it breaks", async () => {
    sit(passedBefore("counter/start", "counter/add", "counter/reset"));
    const { course } = sitting.session.parts;
    const [first] = course.chapters;
    const steps = first!.steps.map((step) => ({
      ...step,
      id: `later/${step.key}`,
      testFile: "tests/02-later/1.ts",
    }));
    course.chapters.push({ ...first!, number: "02", slug: "later", name: "02-later", steps });
    sitting.engine.answer = ({ testFiles, conditions }) => {
      if (testFiles[0]!.includes("01-counter")) {
        return verdictOf({ ...failedTest("one more"), file: "tests/01-counter/2-add.test.ts" });
      }
      return conditions.includes("reference:counter")
        ? verdictOf({ ...passedTest("it adds up", "A counter counts") })
        : verdictOf(failedTest("it adds up"));
    };
    sitting.session.goTo({ chapter: course.chapters[1]!, step: steps[0]! });
    await sitting.settled();
    expect(sitting.last("cause")).toMatchObject({
      event: "cause",
      step: "later/start",
      chapter: "counter",
      broken: { step: "counter/add", rule: "A counter counts", test: "one more", where: { file: FILE } },
    });
  });
});
