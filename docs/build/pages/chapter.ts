import type { Chapter } from "#workbook/course/course";
import { CourseProblem } from "#workbook/course/problem";
import {
  chapterAddress,
  referenceAddress,
  relativeLink,
  solutionsAddress,
  sourceAddress,
  SYLLABUS,
} from "../addresses";
import { markup, raw, type Markup } from "../html";
import type { Heading, Page } from "../page";
import { chapterOf, modulesOf, symbolsOf, type Site } from "../site";
import { duration } from "../words";
import { quizSection } from "./quiz";
import { stepSections } from "./steps";

const SOURCES = '<section class="sources"';

/** A chapter to read: its prose with the steps' hints, the quiz, the finished code and the sources. */
export function chapterPage(site: Site, chapter: Chapter): Page {
  const page = chapterAddress(chapter.name);
  const file = `chapters/${chapter.name}/README.md`;
  const env = site.env(file, page, {
    symbols: symbolsOf(site, chapter),
    sections: stepSections(site, chapter),
  });
  const prose = site.renderer.blocks(chapter.prose, env).text;
  const [text = "", sources] = prose.split(SOURCES);

  for (const step of chapter.steps) {
    if (!env.headings.some(({ anchor }) => anchor === step.anchor)) {
      throw new CourseProblem(
        file,
        `has no section for ${step.id}`,
        `add ## Step ${step.number}: ${step.title}`,
      );
    }
  }
  const tail = ["Quiz", "Finished code", ...(sources === undefined ? [] : ["Sources"])];
  return {
    address: page,
    kind: "chapter",
    title: chapter.title,
    kicker: `Chapter ${Number(chapter.number)} · ${duration(chapter.minutes)}`,
    description: chapter.summary,
    trail: [{ title: "Syllabus", address: SYLLABUS }],
    contents: [
      ...env.headings.filter(({ level }) => level === 2).map((heading) => withStep(heading, chapter)),
      ...tail.map((title) => ({ level: 2, title, anchor: title.toLowerCase().replace(" ", "-") })),
    ],
    searchable: "text",
    body: markup`<p class="lede">${chapter.summary}</p>
${frontBox(site, chapter)}
${raw(text)}
${quizSection(site, chapter)}
${finishedCode(site, chapter)}
${sources !== undefined && raw(SOURCES + sources)}`,
  };
}

function withStep(heading: Heading, chapter: Chapter): Heading {
  const step = chapter.steps.find(({ anchor }) => anchor === heading.anchor);
  return step === undefined ? heading : { ...heading, step: step.number };
}

function frontBox(site: Site, chapter: Chapter): Markup {
  const page = chapterAddress(chapter.name);
  return markup`<div class="front">
<p class="label">After this chapter you can</p>
<ul>
${chapter.objectives.map((objective) => markup`<li>${site.renderer.inline(objective, plainEnv(site, page))}</li>\n`)}</ul>
${prerequisites(site, chapter, page)}<p>Read it in the terminal, beside your code: <code>npm start</code></p>
</div>`;
}

/** The chapters that should be done before, as a paragraph; nothing where there are none. */
export function prerequisites(site: Site, chapter: Chapter, page: string): Markup | undefined {
  if (chapter.prerequisites.length === 0) return undefined;
  const links = chapter.prerequisites.map((slug, index) => {
    const before = chapterOf(site, slug);
    const comma = index === 0 ? "" : ", ";
    if (before === undefined) return `${comma}${slug}`;
    return markup`${comma}<a href="${relativeLink(page, chapterAddress(before.name))}">${before.title}</a>`;
  });
  return markup`<p>Builds on: ${links}</p>\n`;
}

function finishedCode(site: Site, chapter: Chapter): Markup {
  const page = chapterAddress(chapter.name);
  return markup`<section aria-labelledby="finished-code">
<h2 id="finished-code">Finished code</h2>
<p>The reference says what each file promises, and gives nothing away:</p>
<ul class="files">
${modulesOf(site, chapter).map(({ name }) => {
  const link = relativeLink(page, referenceAddress(name));
  return markup`<li><a href="${link}"><code>${name.slice(name.lastIndexOf("/") + 1)}.ts</code></a></li>\n`;
})}</ul>
<p>These tests hold you to it:</p>
<ul class="files">
${chapter.steps.map((step) => {
  const link = relativeLink(page, sourceAddress(step.testFile));
  return markup`<li><a href="${link}"><code>${step.testFile.slice(step.testFile.lastIndexOf("/") + 1)}</code></a></li>\n`;
})}</ul>
<p>When your own is done: <a href="${relativeLink(page, solutionsAddress(chapter.name))}">one way to write it</a>.</p>
</section>
`;
}

function plainEnv(site: Site, page: string) {
  const env = site.env("docs", page);
  delete env.terms;
  return env;
}
