import { parseGlossary, TermFinder } from "../../../docs/build/glossary";
import { escapeHtml } from "../../../docs/build/html";
import type { Env } from "../../../docs/build/markdown/env";
import { Renderer } from "../../../docs/build/markdown/renderer";

const GLOSSARY = `# Glossary

## znode

_Words: znode, znodes. Chapter: znode-tree._

A node of the tree.

## persistent watch

_Words: persistent watch. Chapter: watches._

A watch that stays.

## znode data

_Words: znode data. Chapter: znode-tree._

What a znode holds.

## watch

_Words: a watch, watches. Chapter: watches._

A wish to be told.

## Stat

_Words: Stat. Chapter: znode-tree._

What is known.
`;

const PAGES = new Map([
  ["chapters/02-watches/README.md", "chapters/02-watches/index.html"],
  ["tests/01-znode-tree/1-paths.test.ts", "tests/01-znode-tree/1-paths.html"],
]);

/** Renders a chapter's Markdown as the site does, with a small glossary and without colours. */
export function render(markdown: string, extra: Partial<Env> = {}, root = "/nowhere"): string {
  const terms = new TermFinder(parseGlossary(GLOSSARY, "docs/glossary.md"));
  const highlight = (code: string, language: string) => {
    if (language === "klingon") throw new Error("no grammar for `klingon`");
    return code.split("\n").map(escapeHtml);
  };
  const env: Env = {
    file: "chapters/01-znode-tree/README.md",
    page: "chapters/01-znode-tree/index.html",
    pageOf: (path) => PAGES.get(path),
    terms,
    linkedTerms: new Set(),
    headings: [],
    count: 0,
    ...extra,
  };
  return new Renderer(root, highlight).blocks(markdown, env).text;
}
