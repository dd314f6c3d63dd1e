/* global document, window */
import MiniSearch from "minisearch";

/** The search: a dialog with a field, and links that the arrow keys walk through. It works from files, too. */

const LIMIT = 12;

const index = MiniSearch.loadJSON(window.znodeSearchIndex, {
  fields: ["title", "text"],
  storeFields: ["title", "page", "address", "excerpt"],
});
/** The prose first, the tools behind it. */
const WEIGHTS = [
  ["chapters/", 2],
  ["glossary", 2],
  ["reference/lab", 0.4],
];

const options = {
  boostDocument: (id, term, { address }) => WEIGHTS.find(([begin]) => address.startsWith(begin))?.[1] ?? 1,
  boost: { title: 4 },
  combineWith: "AND",
  prefix: (term) => term.length > 2,
  fuzzy: (term) => (term.length > 4 ? 0.2 : false),
};

const dialog = document.createElement("dialog");
dialog.className = "search";
dialog.setAttribute("aria-labelledby", "search-label");
dialog.innerHTML = `
<form method="dialog">
<label for="search-field" id="search-label">Search the workbook</label>
<div class="search-line"><input id="search-field" type="search" autocomplete="off" spellcheck="false"><button class="tool">Close</button></div>
</form>
<p role="status"></p>
<ol></ol>`;
document.body.append(dialog);

const field = dialog.querySelector("input");
const status = dialog.querySelector("[role=status]");
const list = dialog.querySelector("ol");

function show() {
  const words = field.value.trim();
  const found = words === "" ? [] : index.search(words, options);
  list.replaceChildren(...found.slice(0, LIMIT).map(item));
  if (words === "") status.textContent = "Type a word. The arrow keys walk through what is found.";
  else if (found.length === 0) status.textContent = `Nothing about “${words}”.`;
  else status.textContent = found.length === 1 ? "1 place" : `${found.length} places`;
}

function item(result) {
  const link = document.createElement("a");
  link.href = document.documentElement.dataset.root + result.address;
  link.append(line("strong", result.title));
  if (result.page !== result.title) link.append(` · ${result.page}`);
  link.append(line("span", result.excerpt));
  link.addEventListener("click", () => dialog.close());
  const entry = document.createElement("li");
  entry.append(link);
  return entry;
}

function line(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

field.addEventListener("input", show);
dialog.querySelector("form").addEventListener("submit", (event) => {
  const first = list.querySelector("a");
  if (event.submitter?.matches(":focus") || first === null) return;
  event.preventDefault();
  first.click();
});
dialog.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const stops = [field, ...list.querySelectorAll("a")];
  const here = stops.indexOf(document.activeElement);
  stops[(here + step + stops.length) % stops.length].focus();
});

window.znodeOpenSearch = () => {
  if (dialog.open) return;
  show();
  dialog.showModal();
  field.select();
};
