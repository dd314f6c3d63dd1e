import { chapterAddress, NOTES, relativeLink } from "../addresses";
import { markup, type Markup } from "../html";
import { headingSlug } from "#workbook/course/slug";
import type { NotesRow } from "../notes";
import type { Page } from "../page";
import { chapterOf, type Site } from "../site";

/** Which chapter covers which point of the notes. */
export function notesPage(site: Site): Page {
  const headings = [...new Set(site.notes.map(({ heading }) => heading))];
  const covered = site.notes.filter(({ chapter }) => chapterOf(site, chapter) !== undefined).length;
  return {
    address: NOTES,
    kind: "plain",
    title: "Coverage of the notes",
    description: "Every point of the notes that the workbook grew from, and the chapter that teaches it.",
    trail: [],
    contents: headings.map((heading) => ({ level: 2, title: heading, anchor: headingSlug(heading) })),
    searchable: "title",
    body: markup`<p class="lede">The workbook grew from a page of notes. Here is every point of them, and the chapter that teaches it: ${covered} of ${site.notes.length} so far.</p>
${headings.map((heading) => table(site, heading))}`,
  };
}

function table(site: Site, heading: string): Markup {
  const id = headingSlug(heading);
  return markup`<h2 id="${id}">${heading}</h2>
<div class="table" role="group" aria-labelledby="${id}" tabindex="0"><table class="coverage">
<thead><tr><th scope="col">Point</th><th scope="col">Chapter</th></tr></thead>
<tbody>
${site.notes
  .filter((row) => row.heading === heading)
  .map(
    (row) =>
      markup`<tr id="point-${row.id}" class="${row.kind}"><td>${row.point}</td><td>${where(site, row)}</td></tr>\n`,
  )}</tbody>
</table></div>
`;
}

function where(site: Site, row: NotesRow): Markup {
  const chapter = chapterOf(site, row.chapter);
  if (chapter === undefined) {
    const planned = site.plan.flatMap(({ chapters }) => chapters).find(({ slug }) => slug === row.chapter)!;
    return markup`${planned.number} ${planned.title} <span class="planned">planned</span>`;
  }
  const step = chapter.steps.find(({ key }) => key === row.step);
  const address = chapterAddress(chapter.name) + (step === undefined ? "" : `#${step.anchor}`);
  return markup`<a href="${relativeLink(NOTES, address)}">${Number(chapter.number)} ${chapter.title}${step !== undefined && `, step ${step.number}`}</a>`;
}
