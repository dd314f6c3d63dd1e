import type { Chapter } from "#workbook/course/course";
import { chapterAddress, relativeLink, SYLLABUS } from "../addresses";
import { markup, type Markup } from "../html";
import type { Page } from "../page";
import type { PlannedChapter } from "../plan";
import type { Site } from "../site";
import { count, duration } from "../words";
import { prerequisites } from "./chapter";
import { stepList } from "./steps";

/** The course for those who plan: what each chapter needs, takes and leaves you able to do. */
export function syllabusPage(site: Site): Page {
  const { chapters } = site.course;
  const minutes = chapters.reduce((sum, chapter) => sum + chapter.minutes, 0);
  const steps = chapters.reduce((sum, chapter) => sum + chapter.steps.length, 0);
  return {
    address: SYLLABUS,
    kind: "plain",
    title: "Syllabus",
    description: "Objectives, minutes, prerequisites and steps of every chapter.",
    trail: [],
    contents: site.plan.map(({ part }) => ({ level: 2, title: part, anchor: part.toLowerCase() })),
    searchable: "text",
    body: markup`<p class="lede">A course at your own pace: ${count(chapters.length, "chapter")} in ${count(steps, "step")} so far, about ${duration(minutes)}.</p>
<p>A step is one sitting, 15 to 60 minutes. It has one new idea, a section to read, a test that fails, and three hints. It is done when its test passes; nobody else has to look. The minutes are for someone who programs in TypeScript daily and meets the subject for the first time.</p>
${site.plan.map(
  ({ part, about, chapters: planned }) => markup`<section aria-labelledby="${part.toLowerCase()}">
<h2 id="${part.toLowerCase()}">${part}</h2>
<p>${about}</p>
${planned.map((each) => (each.chapter === undefined ? later(each) : chapterEntry(site, each.chapter)))}</section>
`,
)}`,
  };
}

function chapterEntry(site: Site, chapter: Chapter): Markup {
  const env = site.env("docs", SYLLABUS);
  delete env.terms;
  return markup`<article class="entry">
<h3 id="${chapter.slug}"><span class="entry-number">${Number(chapter.number)}</span><a href="${relativeLink(SYLLABUS, chapterAddress(chapter.name))}">${chapter.title}</a></h3>
<p class="facts"><span>${duration(chapter.minutes)}</span><span>${count(chapter.steps.length, "step")}</span></p>
<p>${chapter.summary}</p>
${prerequisites(site, chapter, SYLLABUS)}<p class="label">Afterwards you can</p>
<ul>
${chapter.objectives.map((objective) => markup`<li>${site.renderer.inline(objective, env)}</li>\n`)}</ul>
<p class="label">Steps</p>
${stepList(chapter, SYLLABUS)}
</article>
`;
}

function later({ number, slug, title, summary }: PlannedChapter): Markup {
  return markup`<article class="entry later">
<h3 id="${slug}"><span class="entry-number">${number}</span>${title}</h3>
<p>${summary} <span class="planned">planned</span></p>
</article>
`;
}
