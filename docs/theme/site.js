/* global document, window, matchMedia, location */

/** What the pages can do only with scripts: choose the colours, mark the section at hand, open the search. */

const html = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");

function isDark() {
  return html.dataset.theme === undefined ? dark.matches : html.dataset.theme === "dark";
}

function setUpTheme() {
  const button = document.getElementById("page-theme");
  const show = () => button.setAttribute("aria-pressed", String(isDark()));
  button.addEventListener("click", () => {
    html.dataset.theme = isDark() ? "light" : "dark";
    try {
      window.localStorage.setItem("znode-theme", html.dataset.theme);
    } catch {
      // Storage may be closed. Then the choice holds for this page.
    }
    show();
  });
  dark.addEventListener("change", show);
  show();
}

function setUpContents() {
  const links = [...document.querySelectorAll(".contents a")];
  const headings = links.map((link) => document.getElementById(link.hash.slice(1)));
  if (links.length === 0) return;
  const mark = () => {
    const line = window.innerHeight / 3;
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top < line).length;
    links.forEach((link, index) => {
      if (index === passed - 1) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    });
  };
  window.addEventListener("scroll", mark, { passive: true });
  mark();
}

/** A folded hint that a link leads to is opened, so that one can see where one is. */
function openTarget() {
  const target =
    location.hash === "" ? null : document.getElementById(decodeURIComponent(location.hash.slice(1)));
  target?.closest("details")?.setAttribute("open", "");
}

function loadScript(name) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = `${html.dataset.root}assets/${name}`;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
}

let searchLoaded;

/** The search and its index are large, so they come when they are first asked for. */
async function openSearch() {
  searchLoaded ??= loadScript("search-index.js").then(() => loadScript("search.js"));
  await searchLoaded;
  window.znodeOpenSearch();
}

function setUpSearch() {
  document.getElementById("page-search").addEventListener("click", openSearch);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]") !== null;
    const asked = event.key === "/" || (event.key === "k" && (event.ctrlKey || event.metaKey));
    if (!asked || typing) return;
    event.preventDefault();
    openSearch();
  });
}

setUpTheme();
setUpContents();
setUpSearch();
openTarget();
window.addEventListener("hashchange", openTarget);
