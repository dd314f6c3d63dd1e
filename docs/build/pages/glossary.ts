import { chapterAddress, GLOSSARY, relativeLink, termAnchor } from "../addresses";
import { markup, type Markup } from "../html";
import type { Page } from "../page";
import { chapterOf, type Site } from "../site";
import type { Term } from "../glossary";

/** Every term with its meaning and the chapter where it first does work. */
export function glossaryPage(site: Site): Page {
  const terms = [...site.terms].sort((a, b) => a.name.localeCompare(b.name, "en"));
  return {
    address: GLOSSARY,
    kind: "plain",
    title: "Glossary",
    description: "The words of this workbook, in its own words.",
    trail: [],
    contents: [],
    searchable: "text",
    body: markup`<p class="lede">The words of this workbook, in its own words.</p>
<ul class="index">
${terms.map(({ name }) => markup`<li><a href="#${termAnchor(name)}">${name}</a></li>\n`)}</ul>
<div class="terms">
${terms.map((term) => entry(site, term))}</div>`,
  };
}

function entry(site: Site, term: Term): Markup {
  const env = site.env("docs/glossary.md", GLOSSARY, {
    linkedTerms: new Set([term.name]),
    docId: termAnchor(term.name),
  });
  const chapter = chapterOf(site, term.chapter);
  const planned = site.plan.flatMap(({ chapters }) => chapters).find(({ slug }) => slug === term.chapter)!;
  return markup`<section class="entry">
<h2 id="${termAnchor(term.name)}">${term.name}</h2>
${site.renderer.blocks(term.meaning, env)}<p class="quiet">${
    chapter === undefined
      ? `Chapter ${planned.number}, planned`
      : markup`<a href="${relativeLink(GLOSSARY, chapterAddress(chapter.name))}">Chapter ${planned.number}: ${chapter.title}</a>`
  }</p>
</section>
`;
}
