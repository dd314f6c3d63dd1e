import { readFileSync } from "node:fs";
import { join } from "node:path";
import { chapterAddress, HOME, relativeLink, SYLLABUS } from "../addresses";
import { codeBlock } from "../markdown/fences";
import { markup, raw, type Markup } from "../html";
import { inlineDrawing } from "../markdown/figures";
import type { Page } from "../page";
import type { Part, PlannedChapter } from "../plan";
import type { Site } from "../site";
import { duration } from "../words";

/** The first page: what this is, for whom, how to begin, and the whole way. */
export function homePage(site: Site): Page {
  const first = site.course.chapters[0]!;
  return {
    address: HOME,
    kind: "home",
    title: "Znode to Offset",
    description: "Build ZooKeeper and then Kafka from empty files, one failing test at a time.",
    trail: [],
    contents: [],
    searchable: "text",
    body: markup`<p class="lede">Build ZooKeeper and then Kafka from empty files, one failing test at a time.</p>
<div class="opening">
${drawing(site, "znode-tree.svg", "A tree of znodes: below the root are shards and master; master holds the text DB2.", 1)}
${drawing(site, "log.svg", "A log of numbered records. Two readers stand at different offsets, and new records go to the end.", 2)}
</div>
<p>This is a workbook. You read a section, see a test fail, write the code, save, and have a verdict within a second. What you write is the real thing in small: a tree of znodes with watches and sessions, a quorum that survives the loss of servers, then partitioned and replicated logs with consumer groups. At the end, unmodified ZooKeeper and Kafka clients talk to it.</p>
<p class="go"><a class="button" href="${relativeLink(HOME, chapterAddress(first.name))}">Read chapter 1</a> <a href="${relativeLink(HOME, SYLLABUS)}">or look at the syllabus</a></p>

<h2 id="begin">Begin</h2>
<p>You need Node.js 20.19 or later, and an editor. In the workbook’s folder:</p>
${codeBlock(site.highlight("npm install\nnpm start", "sh"))}
<p>The second command stays open beside your editor. It shows the step you are at and the first test that fails, runs again whenever you save, and keeps your place for as long as you are away.</p>

<h2 id="for-whom">Who it is for</h2>
<dl class="for">
<dt>You, alone with a laptop</dt>
<dd>You program, you have used such systems or have been told to, and you want to know what they do when something breaks. You can stop for a week and go on where you were.</dd>
<dt>You, who teach</dt>
<dd>Every step says its minutes, and every chapter what one can do afterwards. Progress is a file that a learner can carry and hand in.</dd>
<dt>You, who know better</dt>
<dd>Where the teaching simplifies, a box says so, a test shows the truth, and a source backs it. If one of them is wrong, that is a bug.</dd>
</dl>

<h2 id="the-way">The way</h2>
${site.plan.map(part)}`,
  };
}

function part({ part: name, about, chapters }: Part): Markup {
  return markup`<section class="part" aria-labelledby="${name.toLowerCase()}">
<h3 id="${name.toLowerCase()}">${name}</h3>
<p>${about}</p>
<ol class="way" start="${chapters[0]!.number}">
${chapters.map(waypoint)}</ol>
</section>
`;
}

function waypoint({ number, title, summary, chapter }: PlannedChapter): Markup {
  if (chapter === undefined) {
    return markup`<li class="later"><span class="way-number">${number}</span><div><p class="way-title">${title} <span class="planned">planned</span></p><p>${summary}</p></div></li>
`;
  }
  return markup`<li><span class="way-number">${number}</span><div><p class="way-title"><a href="${relativeLink(HOME, chapterAddress(chapter.name))}">${title}</a> <span class="quiet">${duration(chapter.minutes)}</span></p><p>${summary}</p></div></li>
`;
}

function drawing(site: Site, file: string, alternative: string, number: number): Markup {
  const svg = readFileSync(join(site.root, "docs/theme", file), "utf8");
  return markup`<figure class="drawing">${raw(inlineDrawing(svg, alternative, number))}</figure>`;
}
