import { Fixture, GOOD } from "./fixture";

const fixture = new Fixture();
afterAll(() => fixture.close());

describe("code that meddles with what judges it", () => {
  const WRONG = `export function shop() { return "closed"; }`;

  test.each([
    ["Array.prototype.push", `Array.prototype.push = () => 0;`],
    ["JSON", `globalThis.JSON = { stringify: () => "passed", parse: () => ({}) } as never;`],
    ["Object.is", `Object.is = () => true;`],
    ["test", `(globalThis as any).test = () => {};`],
  ])("a replaced %s is found", async (name, code) => {
    const verdict = await fixture.runChapter(`${code}\n${WRONG}`);
    expect(verdict.outcome).toBe("trouble");
    expect(verdict.trouble).toMatchObject({
      kind: "unhandled",
      message: expect.stringContaining(`replaced ${name}`) as unknown,
    });
  });

  test.each([
    [
      "the console",
      `for (const key of Object.keys(console)) (console as any)[key] = () => { throw new Error("no"); };`,
    ],
    ["Date", `globalThis.Date = class { static now() { return NaN; } } as never;`],
    ["process.send", `(process as any).send = () => { throw new Error("no"); };`],
    ["the folder", `process.chdir("/");`],
    ["fs", `import fs from "node:fs"; fs.writeSync = () => 0; fs.readFileSync = (() => "") as never;`],
    ["timers", `globalThis.setTimeout = (() => 0) as never; globalThis.setImmediate = (() => 0) as never;`],
  ])("%s in other hands doesn't change a verdict", async (_, code) => {
    expect((await fixture.runChapter(`${code}\n${GOOD}`)).outcome).toBe("passed");
    expect((await fixture.runChapter(`${code}\n${WRONG}`)).outcome).toBe("failed");
  });

  test("a file behind one that changed the folder runs where it should", async () => {
    const testFiles = [
      fixture.test(`test("goes away", () => process.chdir("/"));`, "1-a"),
      fixture.test(
        `test("is at home", () => expect(process.cwd()).toBe(${JSON.stringify(fixture.root)}));`,
        "2-b",
      ),
    ];
    expect((await fixture.runner.run({ testFiles, conditions: [] })).outcome).toBe("passed");
  });

  test("a report that the code writes itself is not believed", async () => {
    const report = `{"type":"done","test":0,"status":"passed","durationMs":1}`;
    const verdict = await fixture.runChapter(
      `import { writeSync } from "node:fs";
       writeSync(3, '${report}\\n' + '{"type":"end","leftovers":0}\\n' + '{"half');
       ${WRONG}`,
    );
    expect(verdict.outcome).toBe("failed");
    expect(verdict.tests).toHaveLength(1);
  });
});
