import MiniSearch from "minisearch";
import { raw } from "../../../docs/build/html";
import type { Page } from "../../../docs/build/page";
import { searchEntries } from "../../../docs/build/search-entries";

const page = (body: string, searchable: Page["searchable"] = "text"): Page => ({
  address: "chapters/02-watches/index.html",
  kind: "chapter",
  title: "Watches",
  description: "Being told.",
  trail: [],
  contents: [],
  searchable,
  body: raw(body),
});

test("a page can be found by each of its sections", () => {
  const entries = searchEntries([
    page('<p>First.</p><h2 id="one">Step <b>1</b></h2><p>A &amp; B</p><h3 id="two">Two</h3><p>C</p>'),
  ]);

  expect(entries.map(({ title, address, text }) => [title, address, text])).toEqual([
    ["Watches", "chapters/02-watches/index.html", "First."],
    ["Step 1", "chapters/02-watches/index.html#one", "A & B"],
    ["Two", "chapters/02-watches/index.html#two", "C"],
  ]);
});

test("hints and answers can't be found: a search must not tell them", () => {
  const [entry] = searchEntries([
    page("<p>Read.</p><details><summary>Hint</summary><p>secret</p></details>"),
  ]);

  expect(entry!.text).toBe("Read.");
});

test("words of neighbouring blocks don't run together", () => {
  const [entry] = searchEntries([page("<ul><li>one</li><li>two</li></ul>")]);

  expect(entry!.text).toBe("one two");
});

test("of source code only the title and the description are known", () => {
  const entries = searchEntries([page("<pre>secret</pre>", "title")]);

  expect(entries).toEqual([expect.objectContaining({ title: "Watches", text: "Being told." })]);
});

test("a long text is shown by its begin, cut at a word", () => {
  const [entry] = searchEntries([page(`<p>${"word ".repeat(100)}</p>`)]);

  expect(entry!.excerpt).toMatch(/^(word )+…$/);
  expect(entry!.excerpt.length).toBeLessThanOrEqual(152);
});

test("the index survives being written as text, as the site does it", () => {
  const options = { fields: ["title", "text"], storeFields: ["address"] };
  const index = new MiniSearch(options);
  index.addAll(searchEntries([page('<h2 id="one">zxid</h2><p>A number.</p>')]));
  const again = MiniSearch.loadJSON(JSON.stringify(index), options);

  expect(again.search("zxid")[0]!["address"]).toBe("chapters/02-watches/index.html#one");
});
