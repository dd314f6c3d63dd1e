import { readFileSync } from "node:fs";
import { parseGlossary } from "../../../docs/build/glossary";
import { render } from "./markdown";

const LINK = '<a class="term" href="../../glossary.html#';

test("the first use of a term is linked to the glossary, and no later one", () => {
  const html = render("A znode is a znode.\n\nAnother znode.");

  expect(html).toContain(`<p>A ${LINK}znode">znode</a> is a znode.</p>`);
  expect(html.split(LINK)).toHaveLength(2);
});

test("a plural, and a word at the begin of a sentence, count as uses", () => {
  expect(render("Znodes have data.")).toContain(`${LINK}znode">Znodes</a>`);
});

test("of two terms that fit, the longer one is linked", () => {
  expect(render("It has znode data.")).toContain(`${LINK}znode-data">znode data</a>`);
});

test("a verb is left alone where only the noun with its article is listed", () => {
  expect(render("Now watch it fall.")).not.toContain(LINK);
});

test("capitals count: a stat is not a Stat", () => {
  expect(render("a stat of mine")).not.toContain(LINK);
});

test("part of a longer word or path is no use of a term", () => {
  expect(render("the znode-tree, /znode and znodeish")).not.toContain(LINK);
});

test.each([
  ["code", "`znode`"],
  ["a code block", "```text\nznode\n```"],
  ["a link", "[my znode](https://example.org)"],
  ["a heading", "## The znode"],
  ["a column's heading", "| znode |\n| --- |\n| x |"],
])("terms in %s are left alone", (_, markdown) => {
  expect(render(markdown)).not.toContain(LINK);
});

test("a term that is emphasised is linked inside the emphasis", () => {
  expect(render("a _znode_")).toContain(`<em>${LINK}znode">znode</a></em>`);
});

test("an everyday word is linked where it is stressed, as one does to introduce it", () => {
  const html = render("Such a wish is a _watch_. The next is _watched_.");

  expect(html).toContain(`<em>${LINK}watch">watch</a></em>`);
  expect(html.split(LINK)).toHaveLength(2);
});

test("a page can do without the glossary", () => {
  const html = render("A znode.", { terms: undefined } as never);

  expect(html).toBe("<p>A znode.</p>\n");
});

const entry = (name: string, line: string, text = "A meaning.") => `## ${name}\n\n${line}\n\n${text}\n`;

test.each([
  ["without its line", "## znode\n\nA node.\n", 'the term "znode" doesn\'t say its words', "write `_Words:"],
  [
    "without a text",
    entry("znode", "_Words: znode. Chapter: znode-tree._", ""),
    "has no text",
    "say what it means",
  ],
  [
    "that claims another's word",
    entry("znode", "_Words: node. Chapter: znode-tree._") +
      entry("server", "_Words: node. Chapter: quorum._"),
    '"server" and "znode" both claim "node"',
    "leave it to one of them",
  ],
])("an entry %s is refused, with the way to mend it", (_, text, problem, mend) => {
  const parse = () => parseGlossary(text, "docs/glossary.md");

  expect(parse).toThrow(problem);
  expect(parse).toThrow(mend);
});

test("a term whose words are none is in the list and is never linked", () => {
  const [term] = parseGlossary(entry("master", "_Words: none. Chapter: sessions._"), "docs/glossary.md");

  expect(term).toEqual({ name: "master", words: [], chapter: "sessions", meaning: "A meaning." });
});

test("the workbook's own glossary is in order", () => {
  const terms = parseGlossary(readFileSync("docs/glossary.md", "utf8"), "docs/glossary.md");
  const names = terms.map(({ name }) => name);

  expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, "en", { sensitivity: "base" })));
  expect(names).toEqual(expect.arrayContaining(["znode", "zxid", "watch", "session", "quorum"]));
});
