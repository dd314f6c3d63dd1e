import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Runner, processOptions } from "#workbook/run/runner";
import { TestProcess } from "#workbook/run/test-process";
import type { RunRequest, Verdict } from "#workbook/run/verdict";

// Each run has a process of its own, and a busy machine starts those slowly.
jest.setTimeout(60_000);

/** The engine under test: that of this repository, whatever the root it runs. */
export const ENGINE = path.resolve("workbook", "run");

/** A workbook of one chapter in a folder of its own, with a runner on it. */
export class Fixture {
  readonly root = realpathSync(mkdtempSync(path.join(os.tmpdir(), "workbook-")));
  readonly #options = { engine: ENGINE, heapMb: 128 };
  #runner: Runner | undefined;
  #process: TestProcess | undefined;

  constructor() {
    const imports = {
      "#shop/*": { reference: "./solutions/01-shop/*.ts", default: "./chapters/01-shop/*.ts" },
    };
    mkdirSync(path.join(this.root, "tests"));
    this.write("package.json", JSON.stringify({ name: "fixture", type: "module", imports }));
  }

  get runner(): Runner {
    this.#runner ??= new Runner(this.root, this.#options);
    return this.#runner;
  }

  /** The process of the run before, if that left it as it was: much faster than a runner's. */
  get process(): TestProcess {
    if (!this.#process?.reusable) {
      void this.#process?.end();
      this.#process = new TestProcess(processOptions(this.root, this.#options));
    }
    return this.#process;
  }

  write(file: string, text: string): void {
    const full = path.join(this.root, file);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, text);
  }

  remove(file: string): void {
    rmSync(path.join(this.root, file));
  }

  /** What a learner writes. */
  chapter(text: string): void {
    this.write("chapters/01-shop/shop.ts", text);
  }

  /** Writes a step's test file. @returns its name */
  test(text: string, name = "1-shop"): string {
    const file = `tests/01-shop/${name}.test.ts`;
    this.write(file, text);
    return file;
  }

  /** Runs a step with these tests, in a process that has run others. */
  run(tests: string, options: Partial<RunRequest> = {}): Promise<Verdict> {
    return this.process.run({ testFiles: [this.test(tests)], conditions: [], ...options });
  }

  /** Runs a chapter's file as a learner does: in a process of its own, by a test that calls its `shop()`. */
  runChapter(text: string, options: Partial<RunRequest> = {}): Promise<Verdict> {
    this.chapter(text);
    return this.runner.run({ testFiles: [this.test(CALLS_SHOP)], conditions: [], ...options });
  }

  async close(): Promise<void> {
    await Promise.all([this.#runner?.close(), this.#process?.end()]);
    rmSync(this.root, { recursive: true, force: true });
  }
}

export const CALLS_SHOP = `import { shop } from "#shop/shop";
test("the shop answers", async () => {
  expect(await shop()).toBe("open");
});
`;

export const GOOD = `export function shop() { return "open"; }`;
