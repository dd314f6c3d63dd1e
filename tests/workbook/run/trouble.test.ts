import { CALLS_SHOP, Fixture, GOOD } from "./fixture";

const fixture = new Fixture();
afterAll(() => fixture.close());

/** Runs a test that imports a chapter's file with this text. */
function loaded(chapter: string) {
  fixture.chapter(chapter);
  return fixture.run(CALLS_SHOP);
}
const FILE = "chapters/01-shop/shop.ts";

describe("a file that can't be loaded", () => {
  test("a syntax error has its file, its line and its message, and no stack", async () => {
    const verdict = await loaded(`export function shop() {\n  if (true {\n    return "open";\n  }\n}`);
    expect(verdict).toMatchObject({
      outcome: "trouble",
      tests: [],
      trouble: { kind: "syntax", message: "')' expected.", where: { file: FILE, line: 2, column: 12 } },
    });
  });

  test("what only V8 refuses has its place in the source, too", async () => {
    const verdict = await loaded(`interface Day {\n  a: 1;\n}\nlet a = 1;\nlet a = 2;\n${GOOD}`);
    expect(verdict.trouble).toEqual({
      kind: "syntax",
      message: "Identifier 'a' has already been declared",
      where: { file: FILE, line: 5, column: 5 },
    });
  });

  test("an error as it is loaded has its line", async () => {
    const verdict = await loaded(`interface Day {\n  a: 1;\n}\nJSON.parse("{");\n${GOOD}`);
    expect(verdict).toMatchObject({
      outcome: "trouble",
      trouble: {
        kind: "load",
        message: expect.stringMatching(/^SyntaxError: Expected property/) as unknown,
        where: { file: FILE, line: 4 },
      },
    });
  });

  test("a deleted file is named, whether the test or another file imports it", async () => {
    fixture.chapter(GOOD);
    fixture.remove(FILE);
    expect(
      (await fixture.run(`import { shop } from "#shop/shop"; test("x", () => void shop);`)).trouble,
    ).toEqual({
      kind: "missing-file",
      file: FILE,
    });
    const verdict = await loaded(`export { shop } from "./doors";`);
    expect(verdict.trouble).toEqual({ kind: "missing-file", file: "chapters/01-shop/doors.ts" });
  });

  test("the conditions say whose file is missing", async () => {
    const verdict = await fixture.run(`import "#shop/shop"; test("x", () => {});`, {
      conditions: ["reference"],
    });
    expect(verdict.trouble).toEqual({ kind: "missing-file", file: "solutions/01-shop/shop.ts" });
  });

  test("a package that isn't there is no file of the workbook", async () => {
    const verdict = await loaded(`import "left-pad";\n${GOOD}`);
    expect(verdict.trouble).toMatchObject({
      kind: "load",
      message: expect.stringContaining("'left-pad'") as unknown,
    });
  });

  test("a deleted test file is named before anything runs", async () => {
    const verdict = await fixture.runner.run({ testFiles: ["tests/01-shop/9-gone.test.ts"], conditions: [] });
    expect(verdict.trouble).toEqual({ kind: "missing-file", file: "tests/01-shop/9-gone.test.ts" });
  });
});

describe("a run that proves nothing", () => {
  test("a test file without tests is no pass", async () => {
    expect(await fixture.run(`export {};`)).toMatchObject({
      outcome: "trouble",
      trouble: { kind: "load", message: "Your test suite must contain at least one test." },
    });
  });

  test("skipped tests are no pass", async () => {
    const verdict = await fixture.run(
      `test("one", () => {}); test.skip("two", () => {}); test.todo("three");`,
    );
    expect(verdict.outcome).toBe("failed");
    expect(verdict.tests.map((test) => test.status)).toEqual(["passed", "skipped", "skipped"]);
  });

  test("an error behind the tests is no pass", async () => {
    const verdict = await fixture.run(`test("one", () => {}); afterAll(() => { throw new Error("rain"); });`);
    expect(verdict).toMatchObject({ outcome: "trouble", trouble: { kind: "unhandled", message: "rain" } });
  });

  test("a promise rejected as a file is loaded, that nobody waits for, is no pass", async () => {
    const verdict = await loaded(`void Promise.reject(new Error("rain"));\n${GOOD}`);
    expect(verdict).toMatchObject({ outcome: "trouble", trouble: { kind: "unhandled", message: "rain" } });
  });

  test("an error in a hook before it fails the test", async () => {
    const verdict = await fixture.run(
      `beforeEach(() => { throw new Error("rain"); }); test("one", () => {});`,
    );
    expect(verdict.tests).toMatchObject([{ status: "failed", failure: { message: "rain" } }]);
  });
});
