import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { sweepCommand } from "#workbook/sweep/sweep";

/** The solution of its only chapter: a counter that is to be right in every version. */
const COUNTER = `import { step } from "./step";
export const nameOfCode = "reference";
export const nextOf = (value: number): number => value + step;
`;

const SCENARIOS = `import { nameOfCode, nextOf } from "#counting/counter";
import { NAMES } from "./names";
const scenario = (name: string, more: object) => ({
  name,
  step: "counting/next",
  servers: NAMES,
  faults: { pause: { ms: { min: 10, max: 100 } } },
  faultsFor: 1000,
  pinned: [{ name: "quiet", seed: 1, actions: [] }],
  setup(world) {
    let value = 0;
    const boot = (host) => {
      const tick = () => {
        const before = value;
        value = nextOf(value);
        host.note(nameOfCode + " counts " + value);
        if (value !== before + 1) throw new Error(nameOfCode + " goes from " + before + " to " + value);
        host.clock.after(10, tick);
      };
      host.clock.after(10, tick);
    };
    world.server("A", boot);
    return { writes: () => value, unsettled: () => undefined };
  },
  ...more,
});
export const scenarios = [
  scenario("plain", {}),
  scenario("idle", { pinned: [], faults: { "bit-flip": {} }, mostFaults: 1 }),
];
`;

/** A workbook of one chapter, and what a sweep of it said. */
export class SweepFixture {
  readonly root = realpathSync(mkdtempSync(path.join(os.tmpdir(), "sweep-")));

  constructor() {
    const imports = {
      "#lab/*": "./lab/*.ts",
      "#counting/*": {
        "reference:counting": "./solutions/01-counting/*.ts",
        reference: "./solutions/01-counting/*.ts",
        default: "./chapters/01-counting/*.ts",
      },
    };
    this.write("package.json", JSON.stringify({ name: "fixture", type: "module", imports }));
    symlinkSync(path.resolve("lab"), path.join(this.root, "lab"), "junction");
    this.write("solutions/01-counting/counter.ts", COUNTER);
    this.write("solutions/01-counting/step.ts", "export const step = 1;\n");
    this.write(
      "chapters/01-counting/counter.ts",
      COUNTER.replace('"reference"', '"mine"').replace("step;", "2;"),
    );
    this.write("chapters/01-counting/step.ts", "export const step = 1;\n");
    this.write("tests/01-counting/scenarios.ts", SCENARIOS);
    this.write("tests/01-counting/names.ts", 'export const NAMES = ["A"];\n');
  }

  write(file: string, text: string): void {
    const full = path.join(this.root, file);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, text);
  }

  async sweep(args: string, runMs = 20_000): Promise<{ code: number; text: string; progress: string[] }> {
    const lines: string[] = [];
    const progress: string[] = [];
    const code = await sweepCommand(args.split(" ").filter(Boolean), {
      root: this.root,
      engine: path.resolve("workbook", "sweep"),
      out: (text) => lines.push(text),
      progress: (line) => progress.push(line),
      runMs,
    });
    return { code, text: lines.join("\n"), progress };
  }

  close(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
