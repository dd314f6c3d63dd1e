import { referenceAddress, relativeLink, sourceAddress } from "../../../docs/build/addresses";
import { markup, raw } from "../../../docs/build/html";
import { parseFenceInfo } from "../../../docs/build/markdown/fences";
import { tidyReference } from "../../../docs/build/reference-text";
import { readSource } from "../../../docs/build/sources";
import { count, curly, duration, listing } from "../../../docs/build/words";

test.each([
  ["index.html", "chapters/01-a/index.html", "chapters/01-a/index.html"],
  ["chapters/01-a/index.html", "index.html", "../../index.html"],
  ["chapters/01-a/index.html", "chapters/02-b/index.html#x", "../02-b/index.html#x"],
  ["reference/lab/host.html", "reference/index.html", "../index.html"],
  ["a/b.html", "a/b.html#x", "#x"],
  ["a/b.html", "a/b.html", "b.html"],
])("from %s, %s is reached by %s", (from, to, link) => {
  expect(relativeLink(from, to)).toBe(link);
});

test("a source, its test and its reference have pages of their own", () => {
  expect([
    sourceAddress("tests/01-a/1-paths.test.ts"),
    sourceAddress("solutions/01-a/paths.ts"),
    referenceAddress("solutions/01-a/paths"),
  ]).toEqual(["tests/01-a/1-paths.html", "solutions/01-a/paths.html", "reference/solutions/01-a/paths.html"]);
});

test("text in a template is escaped, markup is not, and nothing is escaped twice", () => {
  const inner = markup`<b>${"1 < 2"}</b>`;

  expect(markup`<p title="${'a"b'}">${[inner, raw("<br>"), undefined, false, 3]}</p>`.text).toBe(
    '<p title="a&quot;b"><b>1 &lt; 2</b><br>3</p>',
  );
});

test.each([
  [45, "45 min"],
  [60, "1 h"],
  [215, "3 h 35 min"],
  [0, "0 min"],
])("%d minutes are %s", (minutes, words) => {
  expect(duration(minutes)).toBe(words);
});

test("titles are printed with real apostrophes, and quotation marks are left alone", () => {
  expect(curly("ZooKeeper's servers' log, 'x'")).toBe("ZooKeeper’s servers’ log, 'x'");
});

test("one chapter is no chapters", () => {
  expect([count(1, "chapter"), count(3, "chapter")]).toEqual(["1 chapter", "3 chapters"]);
});

test.each([
  [["a"], "a"],
  [["a", "b"], "a and b"],
  [["a", "b", "c"], "a, b and c"],
] as [string[], string][])("the list %j reads as %s", (items, words) => {
  expect(listing(items).join("")).toBe(words);
});

test("a fence tells its language and where its text is from", () => {
  expect(parseFenceInfo("ts snippet=solutions/01-a/b.ts#stat")).toEqual({
    language: "ts",
    origin: { kind: "snippet", file: "solutions/01-a/b.ts" },
  });
  expect(parseFenceInfo("sh")).toEqual({ language: "sh" });
});

const SOLUTION = `/** A thing. */
export function thing(): number {
  // #region write begin: Return it.
  return 1;
  // #endregion
}
// #region show other
rule("It \\"holds\\"", "source", () => {});
// #endregion
`;

test("a source is shown without its markers, and knows which lines a learner writes", () => {
  const source = readSource("solutions/01-a/b.ts", SOLUTION);

  expect(source.lines.some((line) => line.includes("region"))).toBe(false);
  expect(source.steps).toEqual([undefined, undefined, "begin", undefined, undefined]);
});

test("a test's rules are read from it", () => {
  expect(readSource("tests/01-a/1-b.test.ts", SOLUTION).rules).toEqual(['It "holds"']);
});

const TYPEDOC = `## Clock

What time it is.

### Methods

#### now()

\`\`\`ts
now(zone: string): number;
##### Parameters
\`\`\`

The time.

##### Parameters

| Parameter | Type |
| ------ | ------ |
| \`zone\` | \`string\` |

##### Returns

\`number\`

***

#### later()

##### Parameters

| Parameter | Type | Description |
| ------ | ------ | ------ |
| \`ms\` | \`number\` | how much later |

##### Returns

\`number\`

the time then
`;

test("the reference keeps what says something, and drops what the signature says already", () => {
  const tidy = tidyReference(TYPEDOC);

  expect(tidy.match(/^#+ .*$/gm)).toEqual([
    "## Clock",
    "### now()",
    "##### Parameters",
    "### later()",
    "###### Parameters",
    "###### Returns",
  ]);
  expect(tidy).toContain("how much later");
  expect(tidy).toContain("###### Returns\n\nthe time then");
  expect(tidy).not.toContain("***");
});
