import { GLOSSARY, HOME, NOTES, REFERENCE, relativeLink, SYLLABUS } from "./addresses";
import { markup, raw, type Markup } from "./html";
import type { Heading, Link, Page } from "./page";

/** What every page has around its own text. */
export interface Around {
  previous?: Page | undefined;
  next?: Page | undefined;
}

const SITE_NAME = "Znode to Offset";
const PLACES: Link[] = [
  { title: "Syllabus", address: SYLLABUS },
  { title: "Glossary", address: GLOSSARY },
  { title: "Notes", address: NOTES },
  { title: "Reference", address: REFERENCE },
];

/**
 * The reader's choice of colours, before anything is drawn. Storage may be closed (it is for files in some
 * browsers): then the system's wish holds.
 */
const EARLY_SCRIPT =
  'document.documentElement.classList.add("scripts");' +
  'try{var t=localStorage.getItem("znode-theme");if(t)document.documentElement.dataset.theme=t}catch(e){}';

/** A whole page as HTML. */
export function layout(page: Page, around: Around): string {
  const link = (address: string) => relativeLink(page.address, address);
  const root = "../".repeat(page.address.split("/").length - 1);
  const title = page.kind === "home" ? SITE_NAME : `${page.title} · ${SITE_NAME}`;
  return markup`<!doctype html>
<html lang="en" class="${page.kind}" data-root="${root}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<meta name="description" content="${page.description}">
<link rel="icon" href="${link("assets/icon.svg")}">
<link rel="stylesheet" href="${link("assets/site.css")}">
<script>${raw(EARLY_SCRIPT)}</script>
<script src="${link("assets/site.js")}" defer></script>
</head>
<body>
<a class="skip" href="#page-text">Skip to the text</a>
<header class="top">
<a class="mark" href="${link(HOME)}">${MARK}${SITE_NAME}</a>
<nav aria-label="Site"><ul>
${PLACES.map((place) => markup`<li><a href="${link(place.address)}"${page.address === place.address && raw(' aria-current="page"')}>${place.title}</a></li>\n`)}</ul></nav>
<div class="tools">
<button type="button" class="tool" id="page-search" aria-keyshortcuts="/">Search <kbd aria-hidden="true">/</kbd></button>
<button type="button" class="tool" id="page-theme" aria-pressed="false">Dark</button>
</div>
</header>
${page.kind !== "home" && breadcrumbs(page)}
<main class="sheet" id="page-text" tabindex="-1">
<header class="title">
${page.kicker !== undefined && markup`<p class="kicker">${page.kicker}</p>`}
<h1>${page.title}</h1>
</header>
${page.contents.length > 0 && contents(page.contents)}
<div class="text">
${page.body}
</div>
</main>
${turning(page, around)}
<footer class="foot"><p>${SITE_NAME} is free software under the MIT licence. It needs no network, sets no cookies and asks nobody for anything.</p></footer>
</body>
</html>
`.text.replace(/\n{2,}(?=<(?!span|\/))/g, "\n");
}

/** A znode that becomes a record. */
const MARK = raw(
  '<svg class="sign" viewBox="0 0 44 20" aria-hidden="true" focusable="false"><circle cx="8" cy="10" r="6"/><path d="M14 10h10"/><rect x="25" y="4" width="12" height="12"/><path d="M41 4v12"/></svg>',
);

function breadcrumbs(page: Page): Markup {
  const above = [{ title: "Home", address: HOME }, ...page.trail];
  return markup`<nav class="crumbs" aria-label="Breadcrumb"><ol>
${above.map(({ title, address }) => markup`<li><a href="${relativeLink(page.address, address)}">${title}</a></li>\n`)}<li aria-current="page">${page.title}</li>
</ol></nav>`;
}

function contents(headings: readonly Heading[]): Markup {
  return markup`<nav class="contents" aria-labelledby="page-contents"><details open>
<summary id="page-contents">On this page</summary>
<ol>
${headings.map(
  ({ title, anchor, step }) =>
    markup`<li${step !== undefined && raw(' class="is-step"')}><a href="#${anchor}">${
      step !== undefined && markup`<span class="dot"><span class="gone">Step </span>${step}</span>`
    }${step === undefined ? title : title.replace(/^Step \d+: /, "")}</a></li>\n`,
)}</ol>
</details></nav>`;
}

function turning(page: Page, { previous, next }: Around): Markup | undefined {
  if (previous === undefined && next === undefined) return undefined;
  const to = (other: Page, rel: "prev" | "next", word: string) =>
    markup`<a class="${rel}" rel="${rel}" href="${relativeLink(page.address, other.address)}"><span class="quiet">${word}</span> ${other.title}</a>`;
  return markup`<nav class="turning" aria-label="Previous and next page">
${previous !== undefined && to(previous, "prev", "Previous")}
${next !== undefined && to(next, "next", "Next")}
</nav>`;
}
