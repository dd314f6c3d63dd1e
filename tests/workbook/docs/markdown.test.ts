import { render } from "./markdown";

test.each([
  ["closer-look", "Closer look"],
  ["predict", "Predict"],
  ["note", "Note"],
])("a box of kind %s says so in words", (kind, label) => {
  const html = render(`::: ${kind}\nThe text.\n:::`);

  expect(html).toContain(`<div class="box ${kind}" role="note" aria-labelledby="box-1">`);
  expect(html).toContain(`<p class="box-label" id="box-1">${label}</p>\n<p>The text.</p>\n</div>`);
});

test("a box may have a title of its own", () => {
  expect(render("::: closer-look Gaps & ends\nText.\n:::")).toContain(
    'Closer look<span class="box-title">Gaps &amp; ends</span>',
  );
});

test("two boxes of a page have names of their own", () => {
  const html = render("::: note\na\n:::\n\n::: note\nb\n:::");

  expect(html.match(/id="box-\d"/g)).toEqual(['id="box-1"', 'id="box-2"']);
});

test.each([["::: closerlook Title\nText.\n:::"], ["Text.\n\n:::"]])(
  "a line of colons that makes no box is refused, with the kinds there are: %j",
  (markdown) => {
    expect(() => render(markdown)).toThrow("opens or closes no box");
    expect(() => render(markdown)).toThrow("write `::: closer-look`, `::: predict`, `::: note`");
  },
);

test("headings have GitHub's anchors, and the second of a name a number", () => {
  const html = render("## Step 1: A name\n\n## Again\n\n## Again");

  expect(html.match(/id="[^"]*"/g)).toEqual(['id="step-1-a-name"', 'id="again"', 'id="again-1"']);
});

test("the text's own title is dropped, for the page has it", () => {
  expect(render("# The znode tree\n\nText.")).toBe("<p>Text.</p>\n");
});

test("a section with facts and hints has them around its text, up to the next section", () => {
  const sections = new Map([["one", { begin: "<section><h2>One</h2>", end: "</section>" }]]);
  const html = render("## One\n\nText.\n\n### Deeper\n\n## Two", { sections });

  expect(html).toBe(
    '<section><h2>One</h2><p>Text.</p>\n<h3 id="deeper">Deeper</h3>\n</section><h2 id="two">Two</h2>\n',
  );
});

test("the last section ends before the sources", () => {
  const sections = new Map([["one", { begin: "<section>", end: "</section>" }]]);
  const html = render("## One\n\nText.[^a]\n\n[^a]: The paper.", { sections });

  expect(html.indexOf("</section>")).toBeLessThan(html.indexOf('<section class="sources"'));
});

test("a source is reached from its mark, and leads back", () => {
  const html = render("So it is.[^guide]\n\n[^guide]: The guide.");

  expect(html).toContain('<a href="#source-1" id="mark-1" aria-label="Source 1">1</a>');
  expect(html).toContain('<li id="source-1"><p>The guide. <a class="back" href="#mark-1"');
});

test("a link to a file of the repository becomes one to its page", () => {
  const html = render(
    "[next](../02-watches/README.md#step-1) [tests](../../tests/01-znode-tree/1-paths.test.ts)",
  );

  expect(html).toContain('href="../02-watches/index.html#step-1"');
  expect(html).toContain('href="../../tests/01-znode-tree/1-paths.html"');
});

test("a link to a file without a page is refused, with the file", () => {
  expect(() => render("[x](../03-nowhere/README.md)")).toThrow(
    "the site has no page of chapters/03-nowhere/README.md",
  );
});

test("a link to the outside stays as it is", () => {
  expect(render("[x](https://example.org/a?b=c)")).toContain('href="https://example.org/a?b=c"');
});

test("code scrolls by itself and can be reached by keyboard", () => {
  expect(render("```ts\nlet a = 1 < 2;\n```")).toBe(
    '<pre tabindex="0"><code>let a = 1 &lt; 2;</code></pre>\n',
  );
});

test("what a program printed names the program", () => {
  const html = render("```text run=tests/01-znode-tree/stories/name.ts\nhello\n```");

  expect(html).toContain('<figure class="code run">');
  expect(html).toContain("<figcaption>what <code>name.ts</code> prints</figcaption>");
});

test("a snippet leads to the reference of its file, not to the solution", () => {
  const pageOf = (path: string) =>
    path.startsWith("reference:") ? "reference/changes.html" : "spoiler.html";
  const html = render("```ts snippet=solutions/01-znode-tree/changes.ts#stat\nlet a;\n```", { pageOf });

  expect(html).toContain('from <a href="../../reference/changes.html"><code>changes.ts</code></a>');
});

test("a fence in a language without a grammar is refused, with the file", () => {
  expect(() => render("```klingon\nx\n```")).toThrow(
    "chapters/01-znode-tree/README.md: a code fence: no grammar for `klingon`",
  );
});

test("tags in the prose are shown as text", () => {
  expect(render("a Map<string> of <b>things</b>")).toContain(
    "Map&lt;string&gt; of &lt;b&gt;things&lt;/b&gt;",
  );
});

test("an exported name in backticks is linked once in every section", () => {
  const symbols = new Map([["validatePath", "reference/paths.html#validatepath"]]);
  const html = render("`validatePath` and `validatePath()`.\n\n## Two\n\n`validatePath()` and `other`", {
    symbols,
  });

  expect(
    html.match(/<a class="symbol" href="\.\.\/\.\.\/reference\/paths\.html#validatepath">/g),
  ).toHaveLength(2);
});

test("short code within a line stays whole, long code may break", () => {
  const html = render("`job-9` and `a-very-long-name-that-fits-no-narrow-screen`");

  expect(html).toContain('<code class="short">job-9</code>');
  expect(html).toContain("<code>a-very-long");
});

test("a table scrolls by itself, for the page must not", () => {
  expect(render("| a |\n| - |\n| b |")).toContain(
    '<div class="table" role="group" aria-label="Table" tabindex="0"><table>',
  );
});
