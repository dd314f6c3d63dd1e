import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Chapter } from "#workbook/course/course";
import { parseQuiz, type Question } from "#workbook/course/quiz";
import { chapterAddress } from "../addresses";
import { markup, type Markup } from "../html";
import type { Site } from "../site";

/**
 * A chapter's quiz, which works without scripts: an option is opened to choose it, and says whether it is right, by
 * word and sign and not by colour alone, and why.
 */
export function quizSection(site: Site, chapter: Chapter): Markup {
  const file = `chapters/${chapter.name}/quiz.md`;
  const questions = parseQuiz(readFileSync(join(site.root, file), "utf8"), file);
  const env = site.env(file, chapterAddress(chapter.name));
  delete env.terms;
  const inline = (text: string) => site.renderer.inline(text, env);

  return markup`<section class="quiz" aria-labelledby="quiz">
<h2 id="quiz">Quiz</h2>
<p>Choose an answer to open it. More than one can be right.</p>
<ol>
${questions.map(({ question, options }, index) => {
  const id = `question-${index + 1}`;
  return markup`<li>
<h3 id="${id}">${inline(question)}</h3>
${options.map((option) => choice(option, inline))}</li>
`;
})}</ol>
</section>
`;
}

function choice(option: Question["options"][number], inline: (text: string) => Markup): Markup {
  const kind = option.right ? "right" : "wrong";
  return markup`<details class="choice ${kind}"><summary>${inline(option.text)}</summary>
<p><strong>${option.right ? "Right." : "Not so."}</strong> ${inline(option.why)}</p></details>
`;
}
