import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DARK } from "../../../docs/build/colour/palette";
import { findBrokenLinks } from "../../../docs/check/links";
import { listSite, readPages } from "../../../docs/check/site-files";

/** The whole site, built as `npm run docs` does: it needs packages that Jest can't load. */
let site: string;
let files: string[];
let pages: Map<string, string>;

beforeAll(() => {
  site = join(mkdtempSync(join(tmpdir(), "docs-")), "site");
  buildInto(site);
  files = listSite(site);
  pages = readPages(site, files);
}, 120_000);

function buildInto(folder: string): void {
  execFileSync(process.execPath, ["--import", "tsx", "docs/build/main.ts", folder], { stdio: "pipe" });
}

afterAll(() => rmSync(join(site, ".."), { recursive: true, force: true }));

test("every link, anchor and id of the built site is there", () => {
  expect(findBrokenLinks(pages, new Set(files))).toEqual([]);
});

test("no page loads anything from another machine", () => {
  const loading = /<(?:script|link|img|iframe|source)[^>]*(?:src|href)="(?:https?:)?\/\//;

  expect([...pages].filter(([, html]) => loading.test(html)).map(([address]) => address)).toEqual([]);
  expect(readFileSync(join(site, "assets/site.css"), "utf8")).not.toMatch(/@import|url\(/);
});

test("a folder that holds anything but a site is not overwritten", () => {
  const precious = mkdtempSync(join(tmpdir(), "precious-"));
  writeFileSync(join(precious, "thesis.txt"), "forty hours");
  const build = () => buildInto(precious);

  expect(build).toThrow(/thesis|isn't a site/);
  expect(readFileSync(join(precious, "thesis.txt"), "utf8")).toBe("forty hours");
  rmSync(precious, { recursive: true });
});

test("every kind of colour in the code is one of the palette's", () => {
  const kinds = new Set([...pages.values()].flatMap((html) => html.match(/class="c-[a-z]+"/g) ?? []));
  const names = [...kinds].map((kind) => kind.slice('class="c-'.length, -1)).sort();

  expect(names).toEqual(["comment", "function", "keyword", "number", "string", "type"]);
  for (const name of names) expect(DARK).toHaveProperty(`code-${name}`);
});

test("the style sheet takes every colour from the palette", () => {
  const css = readFileSync("docs/theme/code.css", "utf8") + readFileSync("docs/theme/prose.css", "utf8");

  expect(css.match(/#[0-9a-f]{3,8}\b/gi)).toBeNull();
});

test("a chapter's page has its steps, three hints for each, its quiz, and ways to tests, reference and solution", () => {
  const html = pages.get("chapters/01-znode-tree/index.html")!;

  expect(html).toContain('id="step-1-a-name-for-everything"');
  expect(html.match(/<summary>Hint [123]: /g)).toHaveLength(6 * 3);
  expect(html).toContain('<details class="choice right">');
  expect(html).toContain('href="../../tests/01-znode-tree/1-paths.html"');
  expect(html).toContain('href="../../reference/solutions/01-znode-tree/paths.html#validatepath"');
  expect(html).toContain('href="../../solutions/01-znode-tree/index.html"');
});

test("the page of a reference leads back to its chapter", () => {
  expect(pages.get("reference/solutions/01-znode-tree/paths.html")).toContain(
    'href="../../../chapters/01-znode-tree/index.html"',
  );
});

test("every page has one title, a way past the navigation, and a way home", () => {
  const lacking = [...pages].filter(
    ([address, html]) =>
      html.split("<h1>").length !== 2 ||
      !html.includes('<a class="skip" href="#page-text">') ||
      (address !== "index.html" && !html.includes('aria-label="Breadcrumb"')),
  );

  expect(lacking.map(([address]) => address)).toEqual([]);
});
