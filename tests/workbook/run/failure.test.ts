import { Fixture, GOOD } from "./fixture";
import type { Failure, RunRequest, TestOutcome } from "#workbook/run/verdict";

const fixture = new Fixture();
afterAll(() => fixture.close());

/** The failure of the one test in a file whose test begins on line 3. */
async function failureOf(body: string, chapter = GOOD, options: Partial<RunRequest> = {}): Promise<Failure> {
  fixture.chapter(chapter);
  const verdict = await fixture.run(
    `import { shop } from "#shop/shop";\n\ntest("fails", async () => {\n${body}\n});\nvoid shop;\n`,
    options,
  );
  expect(verdict.outcome).toBe("failed");
  return (verdict.tests[0] as TestOutcome).failure as Failure;
}

describe("what was expected and what was seen", () => {
  test("the values of a matcher are printed without colours, also big integers, maps and bytes", async () => {
    const failure = await failureOf(
      `expect(new Map([[1n, new Uint8Array([1, 255])]])).toEqual(new Map([[1n, new TextEncoder().encode("hi")]]));`,
    );
    expect(failure.expected).toBe('Map {\n  1n => bytes [68 69] "hi",\n}');
    expect(failure.observed).toBe("Map {\n  1n => bytes [01 ff],\n}");
    // eslint-disable-next-line no-control-regex -- colours begin with one
    expect(failure.message).not.toMatch(/\u001b/);
  });

  test("a negation says so", async () => {
    expect(await failureOf(`expect(shop()).not.toBe("open");`)).toMatchObject({
      expected: 'not "open"',
      observed: '"open"',
    });
  });

  test("another object with the same content is told apart", async () => {
    const failure = await failureOf(`expect({ a: 1 }).toBe({ a: 1 } as object);`);
    expect(failure.observed).toContain("another object with the same content");
  });

  test.each([
    [`expect([1, 2]).toHaveLength(3);`, "length: 3", "length: 2\narray: [1, 2]"],
    [`expect(3).toBeGreaterThan(4);`, "> 4", "3"],
    [`expect(() => shop()).toThrow("closed");`, 'substring: "closed"', "the function did not throw"],
    [
      `expect(() => { throw new Error("rain"); }).toThrow("closed");`,
      'substring: "closed"',
      'message: "rain"',
    ],
    [
      `await expect(Promise.resolve(1)).rejects.toThrow();`,
      undefined,
      "the promise resolved instead of rejected\nvalue: 1",
    ],
  ])("%s tells both by the matcher's own labels", async (body, expected, observed) => {
    const failure = await failureOf(body);
    expect([failure.expected, failure.observed?.replace(/: +/g, ": ")]).toEqual([expected, observed]);
  });

  test("a part of an object that isn't as it should be is told without the diff's signs", async () => {
    const failure = await failureOf(`expect({ a: 1, b: 2, c: 3 }).toMatchObject({ a: 1, b: 3 });`);
    expect([failure.expected, failure.observed].map((each) => each?.replace(/\s+/g, " "))).toEqual([
      '{ "a": 1, "b": 3, }',
      '{ "a": 1, "b": 2, }',
    ]);
  });

  test("a property-based test shows its counterexample and the comparison that failed", async () => {
    const body = `const error = new Error("Counterexample: [0]");
      try { expect(1).toBe(2); } catch (cause) { error.cause = cause; }
      throw error;`;
    expect(await failureOf(body)).toMatchObject({
      expected: "2",
      observed: "1",
      message: expect.stringContaining("[0]") as unknown,
    });
  });

  test("values too large to read are cut", async () => {
    const failure = await failureOf(`expect("x".repeat(1e6)).toEqual(["y".repeat(1e6)]);`);
    expect(failure.expected?.length).toBeLessThan(9_000);
    expect(failure.message.length).toBeLessThan(9_000);
  });
});

describe("what was thrown", () => {
  test("an error of the code has its line, its stack and nothing of Jest's", async () => {
    const chapter = `interface Day {\n  open: boolean;\n}\nconst rain = (): never => {\n  throw new RangeError("rain");\n};\nexport function shop(): Day {\n  return rain();\n}`;
    const failure = await failureOf("  shop();", chapter);
    expect(failure).toMatchObject({
      message: "RangeError: rain",
      where: { file: "chapters/01-shop/shop.ts", line: 5, column: 9 },
      stack: [
        "chapters/01-shop/shop.ts:5:9 rain",
        "chapters/01-shop/shop.ts:8:10 shop",
        expect.stringMatching(/^tests\/01-shop\/1-shop\.test\.ts:4:\d+$/) as unknown,
      ],
    });
    expect(failure).not.toHaveProperty("expected");
  });

  test("recursion without an end has its line", async () => {
    const failure = await failureOf("shop();", `export function shop(): number {\n  return 1 + shop();\n}`);
    expect(failure).toMatchObject({
      message: "RangeError: Maximum call stack size exceeded",
      where: { file: "chapters/01-shop/shop.ts" },
    });
    expect(failure.stack.length).toBeLessThanOrEqual(20);
  });

  test.each([
    [`throw "rain";`, `"rain"`],
    [`throw undefined;`, "undefined"],
    [`throw null;`, "null"],
    [`throw { rain: true };`, '{\n  "rain": true,\n}'],
  ])("%s is no Error, and the message says so", async (body, shown) => {
    expect((await failureOf(body)).message).toBe(`The code threw ${shown}, which is not an Error.`);
  });

  test("code that is not written yet names its step, also from within toThrow", async () => {
    const chapter = `export function shop(): string { throw new Error("Not written yet (step doors): Open the shop."); }`;
    expect(await failureOf("shop();", chapter)).toMatchObject({ notWritten: "doors" });
    const within = await failureOf(`expect(() => shop()).toThrow("closed");`, chapter);
    expect(within).toMatchObject({
      notWritten: "doors",
      where: { file: "chapters/01-shop/shop.ts", line: 1 },
    });
    expect(within.message).not.toMatch(/ at |\d \|/);
  });

  test("a rejected promise that nobody waits for fails the test that made it", async () => {
    expect((await failureOf(`void Promise.reject(new Error("rain"));`)).message).toBe("rain");
  });

  test("also when the rejection comes behind the end of the test", async () => {
    const verdict = await fixture.run(
      `test("makes it", () => { setTimeout(() => void Promise.reject(new Error("rain")), 20); });
       test("lasts longer", () => new Promise((resolve) => setTimeout(resolve, 60)));`,
    );
    expect(verdict.tests.map(({ name, status, failure }) => [name, status, failure?.message])).toEqual([
      ["makes it", "failed", "rain"],
      ["lasts longer", "passed", undefined],
    ]);
  });
});

describe("where it was", () => {
  test("the scenario is the test from its first line to the one that failed", async () => {
    const failure = await failureOf(
      `  const first = shop();\n  expect(first).toBe("closed");\n  expect(1).toBe(1);`,
    );
    expect(failure.scenario).toEqual({
      file: "tests/01-shop/1-shop.test.ts",
      line: 5,
      column: 17,
      lines: [
        { number: 3, text: `test("fails", async () => {` },
        { number: 4, text: `  const first = shop();` },
        { number: 5, text: `  expect(first).toBe("closed");` },
      ],
    });
  });

  test("a failure that leads to no line of the test shows the whole of it", async () => {
    const failure = await failureOf(`  await new Promise(() => {});`, GOOD, { timeoutMs: 1_500 });
    expect(failure.scenario?.lines.map(({ number }) => number)).toEqual([3, 4, 5]);
  });

  test("the rule and its source are those of the block around the test", async () => {
    const verdict = await fixture.run(
      `describe("A shop opens ⟨Guide, section 2⟩", () => { describe("early", () => { test("at six", () => {}); }); });
       test("on its own", () => {});`,
    );
    expect(verdict.tests).toMatchObject([
      {
        name: "at six",
        rule: "A shop opens",
        source: "Guide, section 2",
        file: "tests/01-shop/1-shop.test.ts",
      },
      { name: "on its own", rule: "", source: "" },
    ]);
  });
});
