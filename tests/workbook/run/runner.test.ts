import { CALLS_SHOP, Fixture, GOOD } from "./fixture";

const fixture = new Fixture();
afterAll(() => fixture.close());
const WRONG = `export function shop() { return "closed"; }`;
const LOOP = `export function shop() { for (;;); }`;

/** The test file that asks the chapter's code. */
const asked = () => ({ testFiles: [fixture.test(CALLS_SHOP)], conditions: [] });

describe("one run after another", () => {
  test("a new run cancels the one that is going", async () => {
    fixture.chapter(LOOP);
    const first = fixture.runner.run(asked());
    await new Promise((resolve) => setTimeout(resolve, 300));
    fixture.chapter(GOOD);
    const second = fixture.runner.run(asked());
    expect([(await first).outcome, (await second).outcome]).toEqual(["cancelled", "passed"]);
  });

  test("of many runs at once the last one counts", async () => {
    fixture.chapter(GOOD);
    const runs = await Promise.all(Array.from({ length: 5 }, () => fixture.runner.run(asked())));
    expect(runs.map((verdict) => verdict.outcome)).toEqual([...Array<string>(4).fill("cancelled"), "passed"]);
  });

  test("a cancelled run ends at once, without another", async () => {
    fixture.chapter(LOOP);
    const run = fixture.runner.run(asked());
    await fixture.runner.ready();
    fixture.runner.cancel();
    expect((await run).outcome).toBe("cancelled");
  });

  test("what the code leaves behind is gone in the next run", async () => {
    const counting = `import fs from "node:fs";
      const all = fs as unknown as { days?: number };
      all.days = (all.days ?? 0) + 1;
      export const shop = () => all.days;`;
    fixture.chapter(counting);
    const run = () => fixture.runner.run({ testFiles: [fixture.test(COUNTS, "2-counts")], conditions: [] });
    expect([(await run()).outcome, (await run()).outcome]).toEqual(["passed", "passed"]);
  });

  const COUNTS = `import { shop } from "#shop/shop"; test("day one", () => expect(shop()).toBe(1));`;
});

describe("what is asked for", () => {
  test("conditions choose between the learner's files and the solutions", async () => {
    fixture.write("solutions/01-shop/shop.ts", GOOD);
    fixture.chapter(WRONG);
    const own = await fixture.run(CALLS_SHOP);
    const reference = await fixture.run(CALLS_SHOP, { conditions: ["reference"] });
    expect([own.outcome, reference.outcome]).toEqual(["failed", "passed"]);
  });

  test("a folder replaces a chapter's, wherever it lies, and its files find the workbook's own", async () => {
    fixture.chapter(WRONG);
    const elsewhere = new Fixture();
    elsewhere.write("other/shop.ts", `export { shop } from "./doors"; import "#shop/shop";`);
    elsewhere.write("other/doors.ts", GOOD);
    const replace = { shop: `${elsewhere.root}/other` };
    expect((await fixture.run(CALLS_SHOP, { replace })).outcome).toBe("passed");

    elsewhere.write("other/doors.ts", `export function shop() {\n  throw new Error("rain");\n}`);
    const [test] = (await fixture.run(CALLS_SHOP, { replace })).tests;
    expect(test?.failure?.where).toMatchObject({
      file: expect.stringMatching(/other\/doors\.ts$/) as unknown,
      line: 2,
    });
    await elsewhere.close();
  });

  const TWO = `test("one", () => { throw new Error("rain"); });\ntest("two", () => {});`;

  test("with bail, the tests and files behind the first failure are left out", async () => {
    const testFiles = [fixture.test(TWO, "1-two"), fixture.test(TWO, "2-two")];
    const all = await fixture.process.run({ testFiles, conditions: [] });
    const first = await fixture.process.run({ testFiles, conditions: [], bail: true });
    expect(all.tests.map((test) => test.status)).toEqual(["failed", "passed", "failed", "passed"]);
    expect(first.tests.map((test) => test.status)).toEqual(["failed", "skipped"]);
    expect(first.outcome).toBe("failed");
  });

  test("several files pass when every test of each passes", async () => {
    fixture.chapter(GOOD);
    const testFiles = [fixture.test(CALLS_SHOP, "1-a"), fixture.test(CALLS_SHOP, "2-b")];
    const verdict = await fixture.process.run({ testFiles, conditions: [] });
    expect(verdict.outcome).toBe("passed");
    expect(verdict.tests.map((test) => test.file)).toEqual(testFiles);
  });
});
