import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeCuts } from "#workbook/cut/write-cuts";

const SOLUTION = `/** Counts. */
// #region show signature
export class Counter {
  // #region own start: What must it remember?
  #count = 0;
  // #endregion

  /** The count so far. */
  value(): number {
    // #region write start: Answer with it.
    return this.#count;
    // #endregion
  }
  // #endregion

  /** Counts one more. */
  add(): void {
    // #region write add: One more.
    this.#count += 1;
    // #endregion
  }

  /** Starts over. */
  reset(): void {
    // #region write reset: Start over.
    this.#count = 0;
    // #endregion
  }
}
`;

const README = `---
title: A counter
summary: It counts.
objectives: [count]
prerequisites: []
notes: [notes]
public: [counter]
steps:
  - { id: start, title: "At the start", minutes: 15, files: [counter.ts] }
  - { id: add, title: "One more", minutes: 20, files: [counter.ts] }
  - { id: reset, title: "Over again", minutes: 15, files: [counter.ts] }
---

# A counter

\`\`\`ts snippet=solutions/01-counter/counter.ts#signature
\`\`\`

It prints:

\`\`\`text run=tests/01-counter/stories/one.ts
\`\`\`

## Step 1: At the start

See [the last step](#step-3-over-again).[^source]

## Step 2: One more

::: predict
How much?
:::

## Step 3: Over again

The end.

[^source]: A book.
`;

const HINTS = ["start", "add", "reset"]
  .map((step) => `## ${step}\n\n### 1\n\nThink.\n\n### 2\n\nLook.\n\n### 3\n\nWrite.\n`)
  .join("\n");

const QUIZ = ["Zero?", "One?", "Two?"]
  .map((question) => `## ${question}\n\n- [x] yes\n  > It is.\n- [ ] no\n  > It is.\n`)
  .join("\n");

const stepTest = (sentence: string, body: string): string => `import { rule } from "#lab/testing/rule";
import { Counter } from "#counter/counter";

rule("A counter counts", "common sense", () => {
  test("${sentence}", () => {
    const counter = new Counter();
    ${body}
  });
});
`;

const MUTANTS = ["0 + 7", "1 + 1", "2 + 2", "3 + 3", "4 + 4"].map(
  (wrong, index) =>
    `{ id: "wrong-${index}", mistake: "Counts wrongly", source: "a slip", step: "add", file: "counter.ts", edits: [{ find: "+= 1", put: "+= ${wrong}" }] },`,
);

const FILES: Record<string, string> = {
  "package.json": JSON.stringify({
    type: "module",
    imports: {
      "#lab/*": "./lab/*.ts",
      "#counter/*": {
        "reference:counter": "./solutions/01-counter/*.ts",
        reference: "./solutions/01-counter/*.ts",
        default: "./chapters/01-counter/*.ts",
      },
    },
  }),
  "solutions/01-counter/counter.ts": SOLUTION,
  "chapters/01-counter/README.md": README,
  "chapters/01-counter/hints.md": HINTS,
  "chapters/01-counter/quiz.md": QUIZ,
  "tests/01-counter/1-start.test.ts": stepTest("it starts at 0", "expect(counter.value()).toBe(0);"),
  "tests/01-counter/2-add.test.ts": stepTest(
    "one more",
    "counter.add();\n    expect(counter.value()).toBe(1);",
  ),
  "tests/01-counter/3-reset.test.ts": stepTest(
    "over again",
    "counter.reset();\n    expect(counter.value()).toBe(0);",
  ),
  "tests/01-counter/mutants.ts": `export const mutants = [
  { id: "one", mistake: "Starts at 1", source: "a slip", step: "start", file: "counter.ts", edits: [{ find: "#count = 0;\\n  //", put: "#count = 1;\\n  //" }] },
  ${MUTANTS.join("\n  ")}
];
`,
  "tests/01-counter/stories/one.ts": `import { Counter } from "#counter/counter";
const counter = new Counter();
counter.add();
console.log(counter.value());
`,
};

/** What is cut for an unbroken fixture: made once, since it runs a story. */
let cut: Record<string, string> | undefined;
function cutsOf(root: string): Record<string, string> {
  cut ??= Object.fromEntries(writeCuts(root).map((file) => [file, readFileSync(join(root, file), "utf8")]));
  return cut;
}

/** A small whole workbook of one chapter, in a folder of its own, for tests to break. */
export class Fixture {
  /** Absolute. It lies below this workbook, so that packages resolve. */
  readonly root: string;

  /** @param name unique among the tests: they run at the same time */
  constructor(name: string) {
    const home = process.cwd();
    this.root = join(home, ".kata", "fixtures", name);
    rmSync(this.root, { recursive: true, force: true });
    for (const [file, text] of Object.entries(FILES)) this.write(file, text);
    for (const file of ["tsconfig.json", "lab/testing/rule.ts"]) {
      this.write(file, readFileSync(join(home, file), "utf8"));
    }
    symlinkSync(join(home, "workbook"), join(this.root, "workbook"), "junction");
    for (const [file, text] of Object.entries(cutsOf(this.root))) this.write(file, text);
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.root, file)), { recursive: true });
    writeFileSync(join(this.root, file), text);
  }

  /** Replaces text in a file that must hold it. */
  edit(file: string, find: string, put: string): void {
    const text = readFileSync(join(this.root, file), "utf8");
    if (!text.includes(find)) throw new Error(`${file} has no ${JSON.stringify(find)}`);
    this.write(
      file,
      text.replace(find, () => put),
    );
  }

  remove(file: string): void {
    rmSync(join(this.root, file));
  }
}
