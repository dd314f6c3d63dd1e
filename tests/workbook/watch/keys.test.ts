import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Sitting } from "./sitting";
import { failedTest, GREEN, verdictOf } from "./verdicts";

const FILE = "chapters/01-counter/counter.ts";
const UP = "\u001b[A";
const DOWN = "\u001b[B";
let sitting: Sitting;
let count = 0;
const path = () => join(sitting.fixture.root, FILE);

beforeEach(async () => {
  sitting = await new Sitting(`keys-${++count}`).begin();
});

describe("h", () => {
  test("shows one hint more on each press, and stays at the third", async () => {
    await sitting.type("hhhh");
    expect(sitting.all("hint").map(({ level }) => level)).toEqual([1, 2, 3, 3]);
    expect(sitting.all("hint").map(({ text }) => text)).toEqual(["Think.", "Look.", "Write.", "Write."]);
  });

  test("after a look at the result shows the same hints again, not one more", async () => {
    await sitting.type("hh\u001bh");
    expect(sitting.all("hint").map(({ level }) => level)).toEqual([1, 2, 2]);
  });

  test("in the next sitting remembers", async () => {
    await sitting.type("hh");
    expect(sitting.session.parts.store.read().steps["counter/start"]?.hints).toBe(2);
  });
});

describe("s", () => {
  test("asks once before the step is passed, and takes any other key for a no", async () => {
    await sitting.type("sx");
    expect(sitting.all("solution")).toEqual([]);
    expect(sitting.last("notice")?.text).toBe("Nothing was changed.");

    await sitting.type("sy");
    await sitting.type("s");
    expect(sitting.all("question")).toHaveLength(2);
    expect(sitting.all("solution")).toHaveLength(2);
  });

  test("shows the code of this step and none of later ones", async () => {
    await sitting.type("sy");
    const added = sitting
      .last("solution")!
      .diffs.flatMap(({ hunks }) =>
        hunks.flatMap(({ lines }) => lines.filter((line) => line.startsWith("+"))),
      );
    expect(added).toEqual(["+  #count = 0;", "+    return this.#count;"]);
  });

  test("doesn't ask after a pass", async () => {
    sitting.engine.answer = () => GREEN;
    await sitting.type("r");
    await sitting.type("s");
    expect(sitting.all("question")).toEqual([]);
  });
});

describe("l", () => {
  test("moves with the arrows and with j and k, not beyond the ends, and goes there with Enter", async () => {
    await sitting.type(`lk${UP}j${DOWN}jj${UP}\r`);
    expect(sitting.all("selected").map(({ step }) => step.slice("counter/".length))).toEqual([
      "start",
      "start",
      "add",
      "reset",
      "reset",
      "reset",
      "add",
    ]);
    expect(sitting.last("step")?.step).toBe("counter/add");
    expect(sitting.last("running")?.because).toBe("jump");
  });

  test("goes back without a jump with Escape", async () => {
    await sitting.type("lj\u001b");
    expect(sitting.session.state.panel.kind).toBe("result");
    expect(sitting.all("step")).toHaveLength(1);
  });
});

describe("n", () => {
  test("asks before it leaves an open step", async () => {
    await sitting.type("nn");
    expect(sitting.all("step")).toHaveLength(1);
    await sitting.type("ny");
    expect(sitting.last("step")?.step).toBe("counter/add");
  });

  test("at the end of the course says so", async () => {
    await sitting.type("lPjjj\rn");
    expect(sitting.last("step")?.step).toBe("counter/reset");
    expect(sitting.last("notice")?.text).toContain("last step");
  });
});

describe("t", () => {
  const RUN = [" ms     A      B", "", " 3.4    │──────▶│", " 4.1    ✗", " 5.0    │"].join("\n");

  test("shows how the failing run went, until the next save", async () => {
    sitting.engine.answer = () => verdictOf(failedTest("one master", { message: `Two masters\n\n${RUN}` }));
    await sitting.type("r");
    await sitting.type("t");
    expect(sitting.last("trace")?.trace).toBe(RUN);
    await sitting.save();
    expect(sitting.session.state.panel.kind).toBe("result");
  });

  test("says so where the failure is no simulated run", async () => {
    await sitting.type("t");
    expect(sitting.last("notice")?.text).toContain("no run to show");
  });
});

describe("x", () => {
  test("puts the starter back when confirmed, and what was there can be had again", async () => {
    const starter = readFileSync(path(), "utf8");
    sitting.fixture.write(FILE, "// mine\n");
    await sitting.type("xn");
    expect(readFileSync(path(), "utf8")).toBe("// mine\n");

    await sitting.type("xy");
    expect(readFileSync(path(), "utf8")).toBe(starter);
    const kept = sitting.last("reset")!.kept!;
    expect(readFileSync(kept.copies[0]!.path, "utf8")).toBe("// mine\n");
    expect(sitting.last("notice")?.text).toContain(`restore ${kept.id}`);
    expect(sitting.last("running")?.because).toBe("restored");
  });

  test("in the middle of a chapter goes to the start of the step, or with a to the chapter's", async () => {
    await sitting.type("ljj\r");
    await sitting.type("xy");
    expect(readFileSync(path(), "utf8")).toContain("this.#count += 1;");

    await sitting.type("xa");
    expect(readFileSync(path(), "utf8")).toContain("Not written yet (step start)");
    expect(sitting.last("step")?.step).toBe("counter/start");
  });

  test("brings a deleted file back as the last run saw it", async () => {
    sitting.fixture.write(FILE, "// hours of work\n");
    await sitting.save();
    rmSync(path());
    await sitting.type("x");
    expect(sitting.last("question")?.question.text).toBe("counter.ts is gone. Bring back?");
    await sitting.type("y");
    expect(readFileSync(path(), "utf8")).toBe("// hours of work\n");
  });

  test("brings a deleted file back as a starter when that is wanted", async () => {
    sitting.fixture.write(FILE, "// hours of work\n");
    await sitting.save();
    rmSync(path());
    await sitting.type("xs");
    expect(readFileSync(path(), "utf8")).toContain("Write here (step start)");
  });

  test("leaves a deleted file deleted when nobody says yes", async () => {
    rmSync(path());
    await sitting.type("xq");
    expect({ there: existsSync(path()), quit: sitting.hasQuit }).toEqual({ there: false, quit: false });
  });
});

test("? shows the help, and hides it again", async () => {
  await sitting.type("?");
  expect(sitting.session.state.panel.kind).toBe("help");
  await sitting.type("?");
  expect(sitting.session.state.panel.kind).toBe("result");
});

test.each(["r", "\r", "\n", "\r\n"])("%j runs the step again", async (key) => {
  await sitting.type(key);
  expect(sitting.all("running").map(({ because }) => because)).toEqual(["start", "key"]);
});

test.each(["q", "\u0003", "\u0004"])("%j quits", async (key) => {
  await sitting.type(key);
  expect(sitting.hasQuit).toBe(true);
  expect(sitting.last("quit")).toBeDefined();
});

test("Control-C quits even where a question waits for an answer", async () => {
  await sitting.type("x\u0003");
  expect(sitting.hasQuit).toBe(true);
});

test("what a key can't do is told, and the sitting goes on", async () => {
  sitting.fixture.remove("solutions/01-counter/counter.ts");
  await sitting.type("sy");
  expect(sitting.last("notice")?.text).toContain("That didn't work: ENOENT");
  await sitting.type("r");
  expect(sitting.all("verdict")).toHaveLength(2);
});

test("keys that mean nothing do nothing", async () => {
  const before = sitting.events.length;
  await sitting.type("zZ5ü\u001b[15~\u001b[1;5C\u0000");
  expect(sitting.events).toHaveLength(before);
});
