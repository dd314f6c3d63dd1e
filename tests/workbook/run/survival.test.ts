import { Fixture, GOOD } from "./fixture";

const fixture = new Fixture();
afterAll(() => fixture.close());
/** For code that never ends. */
const SOON = { timeoutMs: 3_000 };

/** Whatever a learner wrote, the next run is as good as the first. */
async function expectNextRunPasses() {
  expect((await fixture.runChapter(GOOD)).outcome).toBe("passed");
}

describe("code that never ends", () => {
  test("an endless loop in a test is a timeout that names the test and the line", async () => {
    const verdict = await fixture.runChapter(
      [
        "interface Day {",
        "  open: boolean;",
        "  sunny: boolean;",
        "  late: boolean;",
        "}",
        "export function shop(): Day {",
        "  for (;;) {}",
        "}",
      ].join("\n"),
      SOON,
    );
    expect(verdict).toMatchObject({
      outcome: "trouble",
      trouble: {
        kind: "timeout",
        test: "the shop answers",
        seconds: 3,
        where: { file: "chapters/01-shop/shop.ts", line: 7 },
      },
    });
  });

  test("an endless loop as a file is loaded is a timeout outside of any test", async () => {
    const verdict = await fixture.runChapter(`let day = 0;\nwhile (day >= 0) day++;\n${GOOD}`, SOON);
    expect(verdict.trouble).toMatchObject({
      kind: "timeout",
      where: { file: "chapters/01-shop/shop.ts", line: 2 },
    });
    expect(verdict.trouble).not.toHaveProperty("test");
  });

  test("an endless loop of awaits is one, too", async () => {
    const verdict = await fixture.runChapter(
      `export async function shop() {\n  for (;;) await null;\n}`,
      SOON,
    );
    expect(verdict.trouble).toMatchObject({ kind: "timeout", test: "the shop answers" });
  });

  test("a promise that nobody resolves fails its test, and the tests behind it still run", async () => {
    fixture.chapter(`export function shop() { return new Promise(() => {}); }`);
    const verdict = await fixture.run(
      `import { shop } from "#shop/shop";
       test("waits", async () => { await shop(); });
       test("goes on", () => {});`,
      SOON,
    );
    expect(verdict.outcome).toBe("failed");
    expect(verdict.tests.map((test) => test.status)).toEqual(["failed", "passed"]);
    expect(verdict.tests[0]?.failure?.message).toContain("still waiting after 900 ms");
  });

  test("a test with a longer limit of its own is ended by the limit of the run", async () => {
    const verdict = await fixture.run(`test("waits", () => new Promise(() => {}), 60_000);`, SOON);
    expect(verdict.trouble).toEqual({ kind: "timeout", test: "waits", seconds: 3 });
  });

  test("the next run passes", expectNextRunPasses);

  test("timers that are left open don't hold the verdict back", async () => {
    const verdict = await fixture.runChapter(`setInterval(() => {}, 10);\n${GOOD}`);
    expect(verdict.outcome).toBe("passed");
  });
});

describe("code that takes the process down", () => {
  test("a filled heap says so, with the limit", async () => {
    const verdict = await fixture.runChapter(
      `export function shop() { const all: object[] = []; for (;;) all.push({ all: [...all.slice(-9)] }); }`,
    );
    expect(verdict.trouble).toEqual({ kind: "out-of-memory", test: "the shop answers", megabytes: 128 });
  });

  test("memory outside of the heap has a limit, too", async () => {
    const verdict = await fixture.runChapter(
      `export function shop() { const all: Uint8Array[] = []; for (;;) all.push(new Uint8Array(1e7).fill(1)); }`,
    );
    expect(verdict.trouble).toEqual({ kind: "out-of-memory", test: "the shop answers", megabytes: 128 });
  });

  test.each([0, 3])("process.exit(%i) is no pass, and its line is shown", async (code) => {
    const verdict = await fixture.runChapter(`export function shop() {\n  process.exit(${code});\n}`);
    expect(verdict).toMatchObject({
      outcome: "trouble",
      trouble: {
        kind: "exit",
        test: "the shop answers",
        code,
        where: { file: "chapters/01-shop/shop.ts", line: 2 },
      },
    });
  });

  test("process.exit(0) as a file is loaded is no pass", async () => {
    const verdict = await fixture.runChapter(`process.exit(0);\n${GOOD}`);
    expect(verdict.trouble).toMatchObject({ kind: "exit", code: 0 });
  });

  test.each(["process.abort()", "process.kill(process.pid, 'SIGKILL')", "process.reallyExit(0)"])(
    "%s is an exit, not a pass",
    async (call) => {
      const verdict = await fixture.runChapter(
        `export function shop() { (${call.replace("process", "(process as any)")}); }`,
      );
      expect(verdict).toMatchObject({
        outcome: "trouble",
        trouble: { kind: "exit", test: "the shop answers" },
      });
    },
  );

  test("the next run passes", expectNextRunPasses);
});

describe("code that prints", () => {
  const LINE = "x".repeat(60);

  test("what it prints is in the verdict, in its order", async () => {
    const verdict = await fixture.runChapter(
      `export function shop() { console.log("a", { b: 1n }); process.stdout.write("c\\n"); console.error("d"); return "open"; }`,
    );
    expect(verdict.output).toEqual({ text: "a { b: 1n }\nc\nd\n", droppedBytes: 0 });
  });

  test.each(["console.log(line)", "process.stdout.write(line + '\\n')"])(
    "200,000 lines by %s cost little time: the first 64 KB are kept and the others counted",
    async (print) => {
      const verdict = await fixture.runChapter(
        `export function shop() { const line = "${LINE}"; for (let i = 0; i < 200_000; i++) ${print}; return "open"; }`,
      );
      expect(verdict.outcome).toBe("passed");
      expect(verdict.output.text).toHaveLength(65_536);
      expect(verdict.output.droppedBytes).toBe(200_000 * 61 - 65_536);
      expect(verdict.tests[0]?.durationMs).toBeLessThan(5_000);
    },
  );

  test("an endless flood is a timeout that still shows how it began", async () => {
    const verdict = await fixture.runChapter(
      `export function shop() { for (let i = 0; ; i++) console.log("day", i); }`,
      SOON,
    );
    expect(verdict.trouble).toMatchObject({ kind: "timeout", test: "the shop answers" });
    expect(verdict.output.text).toMatch(/^day 0\nday 1\n/);
    expect(verdict.output.droppedBytes).toBeGreaterThan(1_000_000);
  });

  test("a flood past the console has the same bounds", async () => {
    const verdict = await fixture.runChapter(
      `import { writeSync } from "node:fs";
       function print(line: string) { try { writeSync(1, line); } catch { print(line); } }
       export function shop() { for (let i = 0; i < 3_000; i++) print("${LINE}"); return "open"; }`,
    );
    expect(verdict.outcome).toBe("passed");
    expect(verdict.output.text.length).toBeLessThanOrEqual(65_536);
    expect(verdict.output.droppedBytes).toBeGreaterThan(0);
  });

  test("the next run passes", expectNextRunPasses);
});
