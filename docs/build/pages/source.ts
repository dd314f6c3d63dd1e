import type { Chapter } from "#workbook/course/course";
import {
  chapterAddress,
  referenceAddress,
  relativeLink,
  solutionsAddress,
  sourceAddress,
  SYLLABUS,
} from "../addresses";
import { markup, raw, type Markup } from "../html";
import type { Page } from "../page";
import type { Site } from "../site";
import type { Source } from "../sources";
import { listing } from "../words";

/** The page before a chapter's solutions, for those who got there too early. */
export function solutionsPage(site: Site, chapter: Chapter): Page {
  const page = solutionsAddress(chapter.name);
  const files = chapter.files.map((file) => {
    const steps = chapter.steps
      .filter((step) => step.files.includes(file))
      .map(({ number }) => String(number));
    const link = relativeLink(page, sourceAddress(`solutions/${chapter.name}/${file}`));
    const written = steps.length === 0 ? "nothing to write" : `step ${listing(steps).join("")}`;
    return markup`<li><a href="${link}"><code>${file}</code></a> <span class="quiet">${written}</span></li>\n`;
  });
  return {
    address: page,
    kind: "plain",
    title: `One way to write chapter ${Number(chapter.number)}`,
    kicker: "Spoilers",
    description: `The finished code of ${chapter.title}.`,
    trail: trailTo(chapter),
    contents: [],
    searchable: "title",
    body: markup`<p class="lede">Behind these links is the finished code of <a href="${relativeLink(page, chapterAddress(chapter.name))}">${chapter.title}</a>. You can only not have seen it once.</p>
<p>If you are stuck, three <a href="${relativeLink(page, `${chapterAddress(chapter.name)}#${chapter.steps[0]!.anchor}`)}">hints for each step</a> lead there more slowly. If your own code passes, read on and compare: yours may well be better.</p>
<ul class="files">
${files}</ul>`,
  };
}

/** A source file in colour: a solution, a test or a story. */
export function sourcePage(site: Site, chapter: Chapter, source: Source): Page {
  const page = sourceAddress(source.file);
  const name = source.file.slice(source.file.lastIndexOf("/") + 1);
  const solution = source.file.startsWith("solutions/");
  const step = chapter.steps.find(({ testFile }) => testFile === source.file);
  const trail = solution
    ? [...trailTo(chapter), { title: "Solutions", address: solutionsAddress(chapter.name) }]
    : trailTo(chapter);
  return {
    address: page,
    kind: "source",
    title: name,
    kicker: source.file.slice(0, source.file.lastIndexOf("/")),
    description: solution ? `One way to write ${name} of ${chapter.title}.` : `${name} of ${chapter.title}.`,
    trail,
    contents: [],
    searchable: "title",
    body: markup`${solution && solutionIntroduction(page, chapter, name)}
${
  step !== undefined &&
  markup`<p>The test of <a href="${relativeLink(page, `${chapterAddress(chapter.name)}#${step.anchor}`)}">step ${step.number}: ${step.title}</a>.</p>`
}
${source.rules.length > 0 && rules(source.rules)}
${listingOf(site, source)}`,
  };
}

function solutionIntroduction(page: string, chapter: Chapter, name: string): Markup {
  const reference = relativeLink(
    page,
    referenceAddress(`solutions/${chapter.name}/${name.replace(/\.ts$/, "")}`),
  );
  return markup`<p>Lines with a bar are written by the learner; the others are in the starter. What the file promises is in <a href="${reference}">the reference</a>.</p>`;
}

function rules(texts: readonly string[]): Markup {
  return markup`<p class="label">It holds you to</p>
<ul>
${texts.map((text) => markup`<li>${text}.</li>\n`)}</ul>`;
}

function listingOf(site: Site, source: Source): Markup {
  const coloured = site.highlight(source.lines.join("\n"), "ts");
  const lines = coloured.map((line, index) => {
    const step = source.steps[index];
    return `<span class="line${step === undefined ? "" : " yours"}" id="L${index + 1}">${line}</span>`;
  });
  return markup`<pre class="listing" tabindex="0"><code>${raw(lines.join("\n"))}</code></pre>
`;
}

function trailTo(chapter: Chapter) {
  return [
    { title: "Syllabus", address: SYLLABUS },
    { title: chapter.title, address: chapterAddress(chapter.name) },
  ];
}
