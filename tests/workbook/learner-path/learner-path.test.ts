import { KataProcess } from "./kata-process";
import { WorkbookCopy } from "./workbook-copy";

/** The whole workbook as a learner meets it: real files, the real runner, no terminal. */
jest.setTimeout(180_000);

let copy: WorkbookCopy;
let processes: KataProcess[];
const kata = (...argv: string[]) => {
  const process = new KataProcess(copy.root, ...argv);
  processes.push(process);
  return process;
};

beforeAll(() => {
  copy = new WorkbookCopy();
});
beforeEach(() => (processes = []));
afterEach(() => processes.forEach((process) => process.kill()));
afterAll(() => copy.remove());

test("from the first red test over a hint and a wrong try to green, on to the next step, and there again tomorrow", async () => {
  const today = kata("watch", "--plain");
  expect(await today.until(/q quit\.\n/)).toMatch(/^Chapter 01, .+\. Step 1 of 6: .+\.$/m);
  const red = await today.until(/Not passed yet: [^]*?\n\n/);
  expect(red).toMatch(/^Scenario {2}"\/" is a path$/m);
  expect(red).toMatch(/^Write at {2}chapters\/01-znode-tree\/paths\.ts:\d+$/m);
  await today.until(/Types: no errors\./);

  today.type("h");
  expect(await today.until(/Hint 1 of 3\n.+/)).not.toContain("Hint 2");
  today.type("h");
  await today.until(/Hint 2 of 3\n.+/);

  copy.write("paths.ts", wrongPaths());
  await today.until(/Running\./);
  const wrong = await today.until(/Not passed yet: [^]*?\n\n/);
  expect(wrong).toMatch(/^Expected {2}"BadArguments"$/m);
  expect(wrong).toMatch(/^Observed {2}"accepted"$/m);
  expect(wrong).toMatch(/^Rule {6}A path is absolute/m);
  expect(wrong).toMatch(
    /^Begin at {2}chapters\/01-znode-tree\/paths\.ts:\d+\n {10}export function validatePath/m,
  );

  copy.write("paths.ts", copy.written("paths.ts", "paths"));
  const green = await today.until(/Passed: [^]*?\n\n/);
  expect(green).toMatch(/^Now holds ✓ A path is absolute/m);
  expect(green).toContain("Next: znode-tree/tree. Press n.");

  today.type("n");
  await today.until(/Step 2 of 6/);
  await today.until(/Not passed yet/);
  today.type("q");
  await today.until(/The progress is kept\./);
  expect((await today.end()).code).toBe(0);

  const tomorrow = kata("watch", "--plain");
  expect(await tomorrow.until(/q quit\.\n/)).toMatch(/Step 2 of 6: .+\.\nPassed: 1 of 6 in the chapter/);
  await tomorrow.until(/Not passed yet/);
  expect((await tomorrow.end()).code).toBe(0);
});

test("whatever a learner does to a file, the watch says what happened and goes on", async () => {
  const good = copy.written("paths.ts", "paths");
  copy.write("paths.ts", good);
  await kata("jump", "znode-tree/paths").end();
  const watch = kata("watch", "--json");
  await watch.until(/"event":"verdict".*"passed":true.*\n/);

  copy.write("paths.ts", good.replace("return;", "return;;;)"));
  await watch.until(
    /"event":"verdict".*"trouble":\{"kind":"syntax".*"file":"chapters\/01-znode-tree\/paths\.ts"/,
  );
  copy.write("paths.ts", good.replace('"./errors"', '"./error"'));
  await watch.until(
    /"event":"verdict".*"trouble":\{"kind":"missing-file","file":"chapters\/01-znode-tree\/error\.ts"/,
  );
  const exits = good.replace('if (path === "/") return;', "process.exit(0);");
  copy.write("paths.ts", exits);
  await watch.until(/"event":"verdict".*"trouble":\{"kind":"exit"/);

  copy.delete("paths.ts");
  await watch.until(
    /"event":"verdict".*"trouble":\{"kind":"missing-file","file":"chapters\/01-znode-tree\/paths\.ts"/,
  );
  watch.type("x");
  await watch.until(/paths\.ts is gone/);
  watch.type("y");
  await watch.until(/"event":"verdict".*"trouble":\{"kind":"exit"/);
  expect(copy.read("paths.ts")).toBe(exits);

  copy.write("paths.ts", good);
  await watch.until(/"event":"verdict".*"passed":true.*\n/);
  expect((await watch.end()).code).toBe(0);
});

test("npm start without a terminal prints where one is, runs the step once and ends well", async () => {
  const { code, out } = await kata().end();
  expect(out).toMatch(/^Znode to Offset /m);
  expect(out).toMatch(/^[✓✗] step \d: /m);
  expect(code).toBe(0);
});

test("test ends with 1 on starters and with 0 on the reference", async () => {
  const starters = await kata("test", "01").end();
  expect(starters.code).toBe(1);
  expect(starters.out).toMatch(/^✗ step 6: /m);

  const reference = await kata("test", "01", "--reference", "--json").end();
  expect(reference.code).toBe(0);
  expect(JSON.parse(reference.out)).toMatchObject({ schema: "kata-test/1", reference: true, passed: true });
});

test("test says which step it will run next, once the current one passes", async () => {
  await kata("reset", "znode-tree").end();
  await kata("jump", "znode-tree/paths").end();
  copy.write("paths.ts", copy.written("paths.ts", "paths"));

  expect((await kata("test").end()).out).toMatch(
    /^Next: znode-tree\/tree\. npm run kata -- test runs it\.$/m,
  );
  expect((await kata("test", "znode-tree/paths").end()).out).not.toContain("Next:");
});

/** Refuses only what doesn't begin with a slash: the slip of somebody who reads the first rule and saves. */
function wrongPaths(): string {
  return copy
    .written("paths.ts")
    .replace(
      /throw new Error\("Not written yet \(step paths\)"\);/,
      'if (!path.startsWith("/")) throw new KeeperError("BadArguments", path);',
    );
}
