import { chapterAddress, NOTES, relativeLink } from "../addresses";
import { markup, type Markup } from "../html";
import { headingSlug } from "#workbook/course/slug";
import { curly } from "../words";
import type { NotesRow } from "../notes";
import type { Page } from "../page";
import { chapterOf, type Site } from "../site";

/** Which chapter covers which point of the notes. */
export function notesPage(site: Site): Page {
  const parts = [...new Set(site.notes.map(partOf))];
  const covered = site.notes.filter(({ chapter }) => chapterOf(site, chapter) !== undefined).length;
  return {
    address: NOTES,
    kind: "plain",
    title: "Coverage of the notes",
    description: "Every point of the notes that the workbook grew from, and the chapter that teaches it.",
    trail: [],
    contents: parts.map((part) => ({ level: 2, title: part, anchor: headingSlug(part) })),
    searchable: "title",
    body: markup`<p class="lede">The workbook grew from a page of notes. Here is every point of them, and the chapter that teaches it: ${covered} of ${site.notes.length} so far.</p>
${parts.map((part) => partTable(site, part))}`,
  };
}

/** The part of the notes that a row belongs to: "Zookeeper" of "Zookeeper: Motivation". */
function partOf({ heading }: NotesRow): string {
  return heading.split(": ")[0]!;
}

function partTable(site: Site, part: string): Markup {
  const id = headingSlug(part);
  const rows = site.notes.filter((row) => partOf(row) === part);
  const headings = [...new Set(rows.map(({ heading }) => heading))];
  return markup`<h2 id="${id}">${part}</h2>
<div class="table" role="group" aria-labelledby="${id}" tabindex="0"><table class="coverage">
<thead><tr><th scope="col">Point</th><th scope="col">Chapter</th></tr></thead>
${headings.map(
  (heading) => markup`<tbody>
${heading !== part && markup`<tr><th scope="rowgroup" colspan="2">${heading.slice(part.length + 2)}</th></tr>\n`}${rows
    .filter((row) => row.heading === heading)
    .map((row) => line(site, row))}</tbody>
`,
)}</table></div>
`;
}

function line(site: Site, row: NotesRow): Markup {
  return markup`<tr id="point-${row.id}" class="${row.kind}"><td>${curly(row.point)}</td><td>${where(site, row)}</td></tr>
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
