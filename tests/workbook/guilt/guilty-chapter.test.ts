import { loadCourse } from "#workbook/course/course";
import { findGuilty, type Guilt, type Run } from "#workbook/guilt/guilty-chapter";
import { Runner } from "#workbook/run/runner";
import { Fixture } from "../fixture";

const DOUBLER = `import { Counter } from "#counter/counter";

/** Counts by two. */
export class Doubler {
  readonly #counter = new Counter();

  value(): number {
    // #region write double: Twice.
    return 2 * this.#counter.value();
    // #endregion
  }

  add(): void {
    // #region write more: One more.
    this.#counter.add();
    // #endregion
  }

  again(): void {
    // #region write again: Over again.
    this.#counter.reset();
    // #endregion
  }
}
`;

/** The fixture's counter, and a second chapter that is built on it; both as a learner has finished them. */
function twoChapters(name: string): Fixture {
  const fixture = new Fixture(name);
  fixture.edit(
    "package.json",
    '"#counter/*"',
    `"#doubler/*": { "reference:doubler": "./solutions/02-doubler/*.ts", "reference": "./solutions/02-doubler/*.ts", "default": "./chapters/02-doubler/*.ts" }, "#counter/*"`,
  );
  const steps = ["double", "more", "again"];
  const entries = steps.map((id) => `  - { id: ${id}, title: "${id}", minutes: 15, files: [doubler.ts] }`);
  fixture.write(
    "chapters/02-doubler/README.md",
    `---\ntitle: A doubler\nsummary: It doubles.\nobjectives: []\nprerequisites: [counter]\nnotes: []\npublic: []\nsteps:\n${entries.join("\n")}\n---\n`,
  );
  fixture.write(
    "chapters/02-doubler/hints.md",
    steps.map((id) => `## ${id}\n\n### 1\n\na\n\n### 2\n\nb\n\n### 3\n\nc\n`).join("\n"),
  );
  fixture.write("solutions/02-doubler/doubler.ts", DOUBLER);
  fixture.write("chapters/02-doubler/doubler.ts", DOUBLER);
  fixture.write(
    "tests/02-doubler/2-more.test.ts",
    `import { Doubler } from "#doubler/doubler";
test("two for one", () => {
  const doubler = new Doubler();
  doubler.add();
  doubler.add();
  expect(doubler.value()).toBe(4);
});
`,
  );
  fixture.write("chapters/01-counter/counter.ts", counter());
  return fixture;
}

const counter = (add = "this.count += 1", reset = "this.count = 0"): string => `export class Counter {
  count = 0;
  value(): number { return this.count; }
  add(): void { ${add}; }
  reset(): void { ${reset}; }
}
`;

async function guiltIn(fixture: Fixture): Promise<Guilt | undefined> {
  const { chapters } = loadCourse(fixture.root);
  const step = chapters[1]!.steps[1]!;
  const runner = new Runner(fixture.root, { timeoutMs: 2_000 });
  const run: Run = (request) => runner.run(request);
  try {
    const verdict = await run({ testFiles: [step.testFile], conditions: [] });
    expect(verdict.outcome).not.toBe("passed");
    return await findGuilty(run, { step, verdict }, [chapters[0]!], []);
  } finally {
    await runner.close();
  }
}

test("a hole in an earlier chapter: its name, its step and the rule that it breaks", async () => {
  const fixture = twoChapters("guilt-earlier");
  fixture.write("chapters/01-counter/counter.ts", counter("this.count += 2"));
  const guilt = await guiltIn(fixture);

  expect([guilt?.chapter.slug, guilt?.broken?.step.key, guilt?.broken?.test.rule]).toEqual([
    "counter",
    "add",
    "A counter counts",
  ]);
});

test("a hole that the earlier chapter's own tests don't see: its name alone", async () => {
  const fixture = twoChapters("guilt-unseen");
  fixture.write("chapters/01-counter/counter.ts", counter("this.count = 1"));
  const guilt = await guiltIn(fixture);

  expect([guilt?.chapter.slug, guilt?.broken]).toEqual(["counter", undefined]);
});

test("the mistake is in the failing chapter itself: nobody else is blamed", async () => {
  const fixture = twoChapters("guilt-own");
  fixture.edit("chapters/02-doubler/doubler.ts", "2 *", "3 *");

  expect(await guiltIn(fixture)).toBeUndefined();
});

test("an earlier chapter loops for ever: it is found as well", async () => {
  const fixture = twoChapters("guilt-loop");
  fixture.write("chapters/01-counter/counter.ts", counter("for (;;)"));
  const guilt = await guiltIn(fixture);

  expect(guilt?.chapter.slug).toBe("counter");
});
