import { sections } from "./hints";
import { CourseProblem } from "./problem";

export interface Question {
  question: string;
  options: { text: string; right: boolean; why: string }[];
}

const OPTION = /^- \[([ x])\] (.+)$/;
const WHY = /^\s+> ?(.*)$/;

/**
 * Reads a chapter's quiz.md: `## question`, options as `- [ ] wrong` or `- [x] right`, under each an indented
 * `> why` of one or more lines.
 * @throws CourseProblem where there are fewer than three questions, or one lacks options, a right one or a why
 */
export function parseQuiz(text: string, file: string): Question[] {
  const questions = sections(text, "## ").map((section) => parseQuestion(section.title, section.body, file));
  if (questions.length < 3) {
    throw new CourseProblem(
      file,
      `has ${questions.length} questions`,
      "ask three or more, each as a ## heading",
    );
  }
  return questions;
}

function parseQuestion(question: string, body: string, file: string): Question {
  const options: Question["options"] = [];
  for (const line of body.split(/\r?\n/)) {
    const option = OPTION.exec(line);
    const why = WHY.exec(line);
    const last = options.at(-1);
    if (option !== null) options.push({ text: option[2]!, right: option[1] === "x", why: "" });
    else if (why !== null && last !== undefined) last.why = `${last.why} ${why[1]!}`.trim();
    else if (line.trim() !== "" && last !== undefined) last.text += ` ${line.trim()}`;
  }
  const problem = (what: string, mend: string) => new CourseProblem(file, `"${question}" ${what}`, mend);
  if (options.length < 2) throw problem("has fewer than two options", "add lines of `- [ ] option`");
  if (!options.some((option) => option.right)) throw problem("has no right option", "mark it `- [x]`");
  const bare = options.find((option) => option.why === "");
  if (bare !== undefined) {
    throw problem(`doesn't say why for "${bare.text}"`, "add an indented `> why` line below it");
  }
  return { question, options };
}
