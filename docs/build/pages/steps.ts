import type { Chapter, Step } from "#workbook/course/course";
import { chapterAddress, referenceAddress, relativeLink, sourceAddress } from "../addresses";
import { markup, type Markup } from "../html";
import type { Section } from "../markdown/env";
import type { Site } from "../site";
import { duration, listing } from "../words";

/** What each of the three hints is good for. */
const HINT_LEVELS = ["the thought", "the place", "nearly the answer"];

/** A chapter's steps as sections: with the facts of each below its heading, and its hints at its end. */
export function stepSections(site: Site, chapter: Chapter): Map<string, Section> {
  return new Map(
    chapter.steps.map((step) => [
      step.anchor,
      { begin: stepBegin(chapter, step), end: stepEnd(site, chapter, step) },
    ]),
  );
}

function stepBegin(chapter: Chapter, step: Step): string {
  const page = chapterAddress(chapter.name);
  const files = step.files.map((file) => {
    const reference = referenceAddress(`solutions/${chapter.name}/${file.replace(/\.ts$/, "")}`);
    return markup`<a href="${relativeLink(page, reference)}"><code>${file}</code></a>`;
  });
  const tests = relativeLink(page, sourceAddress(step.testFile));
  return markup`<section class="step">
<h2 id="${step.anchor}"><span class="step-number">Step ${step.number}<span class="gone">: </span></span>${step.title}</h2>
<p class="facts"><span>${duration(step.minutes)}</span><span>you write in ${listing(files)}</span><span>held by <a href="${tests}">its tests</a></span></p>
`.text;
}

function stepEnd(site: Site, chapter: Chapter, step: Step): string {
  const file = `chapters/${chapter.name}/hints.md`;
  const hints = step.hints.map((hint, index) => {
    const env = site.env(file, chapterAddress(chapter.name), { docId: `${step.key}-${index + 1}` });
    delete env.terms;
    return foldedHint(index, site.renderer.blocks(hint, env));
  });
  return markup`<div class="hints">
<p class="label">Stuck in “${step.title}”?</p>
${hints}</div>
</section>
`.text;
}

function foldedHint(index: number, text: Markup): Markup {
  return markup`<details><summary>Hint ${index + 1}: ${HINT_LEVELS[index]}</summary>
${text}</details>
`;
}

/** A chapter's steps as a list of links, for lists of chapters. */
export function stepList(chapter: Chapter, page: string): Markup {
  return markup`<ol class="steps">
${chapter.steps.map(
  (
    step,
  ) => markup`<li><a href="${relativeLink(page, `${chapterAddress(chapter.name)}#${step.anchor}`)}">${step.title}</a> <span class="quiet">${duration(step.minutes)}</span></li>
`,
)}</ol>`;
}
