import { runAll } from "#workbook/run/pool";
import { ENGINE, CALLS_SHOP, Fixture, GOOD } from "./fixture";

const fixture = new Fixture();
afterAll(() => fixture.close());

/** Requests for the same tests, each with other code in the chapter's place. */
function requests(codes: string[]) {
  const testFiles = [fixture.test(CALLS_SHOP)];
  return codes.map((code, index) => {
    fixture.write(`variants/${index}/shop.ts`, code);
    return { testFiles, conditions: [], replace: { shop: `${fixture.root}/variants/${index}` } };
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

test("a process serves one request after another, so that a request costs less than half a second", async () => {
  const codes = Array.from({ length: 30 }, (_, index) => `${GOOD} // ${index}`);
  const startedAt = performance.now();
  const verdicts = await runAll(fixture.root, requests(codes), { engine: ENGINE });
  expect(verdicts.every((verdict) => verdict.outcome === "passed")).toBe(true);
  expect((performance.now() - startedAt) / codes.length).toBeLessThan(500);
});
