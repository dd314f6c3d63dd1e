import { runAll } from "#workbook/run/pool";
import { ENGINE, CALLS_SHOP, Fixture, GOOD } from "./fixture";

const fixture = new Fixture();
afterAll(() => fixture.close());

/** Requests for the same tests, each with other code in the chapter's place. */
function requests(codes: string[]) {
  const testFiles = [fixture.test(CALLS_SHOP)];
  return codes.map((code, index) => {
    fixture.write(`.kata/variants/${index}/shop.ts`, code);
    // Only code that never ends needs to wait for its limit.
    const limit = code.includes("for (;;)") ? { timeoutMs: 1_500 } : {};
    return {
      ...limit,
      testFiles,
      conditions: [],
      replace: { shop: `${fixture.root}/.kata/variants/${index}` },
    };
  });
}

test("many requests end with a verdict each, in their order, whatever one of them does to its process", async () => {
  const codes = [
    GOOD,
    `export function shop() { return "closed"; }`,
    `export function shop() { for (;;); }`,
    GOOD,
    `process.exit(0);`,
    `setInterval(() => {}, 5); ${GOOD}`,
    `Array.prototype.push = () => 0; ${GOOD}`,
    `export function shop( {`,
    GOOD,
  ];
  const done: number[] = [];
  const options = {
    engine: ENGINE,
    timeoutMs: 1_000,
    onDone: (_: unknown, index: number) => done.push(index),
  };
  const verdicts = await runAll(fixture.root, requests(codes), options);
  expect(verdicts.map((verdict) => verdict.trouble?.kind ?? verdict.outcome)).toEqual([
    ...["passed", "failed", "timeout", "passed", "exit", "passed", "unhandled", "syntax", "passed"],
  ]);
  expect(done.sort((a, b) => a - b)).toEqual(codes.map((_, index) => index));
});

test("a process serves one request after another", async () => {
  const codes = Array.from({ length: 12 }, (_, index) => `console.log(process.pid);\n${GOOD} // ${index}`);
  const verdicts = await runAll(fixture.root, requests(codes), { engine: ENGINE, concurrency: 2 });
  expect(verdicts.every((verdict) => verdict.outcome === "passed")).toBe(true);
  expect(new Set(verdicts.map((verdict) => verdict.output.text)).size).toBeLessThanOrEqual(2);
});

test("a process that a run left something open in serves no other", async () => {
  const prints = `console.log(process.pid);\n${GOOD}`;
  const leaves = `setInterval(() => {}, 5);\n${prints}`;
  const options = { engine: ENGINE, concurrency: 1 };
  const [one, two, three] = await runAll(fixture.root, requests([leaves, prints, prints]), options);
  expect(one?.output.text).not.toBe(two?.output.text);
  expect(two?.output.text).toBe(three?.output.text);
});
