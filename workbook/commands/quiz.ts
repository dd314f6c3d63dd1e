import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { parseQuiz } from "../course/quiz";
import type { Question } from "../course/quiz";
import { markdownLines } from "../screen/markdown";
import type { Context, Run } from "./command";
import { locate } from "./locate";

/** Asks a chapter's questions, or prints them where nobody can answer. */
export const run: Run = async (context, values, [name = ""]) => {
  const { chapter } = locate(context.course(), name);
  const file = `chapters/${chapter.name}/quiz.md`;
  const questions = parseQuiz(readFileSync(join(context.root, file), "utf8"), file);
  context.print(context.paint.strong(`${chapter.number} ${chapter.title}`));
  if (context.interactive && values.answers !== true) await ask(context, questions);
  else
    questions.forEach((question, index) => printQuestion(context, question, index, values.answers === true));
  return 0;
};

function printQuestion(
  context: Context,
  { question, options }: Question,
  index: number,
  answers: boolean,
): void {
  const { paint } = context;
  const width = Math.min(context.width, 80);
  const [first = "", ...rest] = markdownLines(question, width - 4);
  context.print("", paint.strong(`${index + 1}.  ${first}`), ...rest.map((line) => `    ${line}`));
  options.forEach(({ text, right, why }, option) => {
    const letter = letterOf(option);
    const [line = "", ...more] = markdownLines(text, width - 8);
    const mark = answers && right ? paint.good(paint.signs.passed) : " ";
    context.print(`  ${mark} ${letter}  ${line}`, ...more.map((each) => `       ${each}`));
    if (answers)
      context.print(...markdownLines(why, width - 10).map((each) => paint.quiet(`         ${each}`)));
  });
}

async function ask(context: Context, questions: readonly Question[]): Promise<void> {
  const { paint } = context;
  const lines = createInterface({ input: context.input, output: context.output });
  const ended = new AbortController();
  lines.once("close", () => ended.abort());
  let right = 0;
  try {
    for (const [index, question] of questions.entries()) {
      printQuestion(context, question, index, false);
      const several = question.options.filter((option) => option.right).length > 1;
      const chosen = await readChoice(
        (prompt) => lines.question(prompt, { signal: ended.signal }),
        question.options.length,
        several ? "Your answers (letters): " : "Your answer (a letter): ",
      );
      const good = question.options.every((option, place) => option.right === chosen.has(place));
      if (good) right++;
      context.print("", good ? paint.good("Right.") : paint.bad("Not quite."));
      const width = Math.min(context.width, 80);
      question.options.forEach((option, place) => {
        if (!option.right && !chosen.has(place)) return;
        context.print(...markdownLines(`${letterOf(place)} – ${option.why}`, width));
      });
    }
    context.print("", `${right} of ${questions.length} right.`);
  } catch (error) {
    if (!ended.signal.aborted) throw error;
    context.print("", "Left off.");
  } finally {
    lines.close();
  }
}

/** Asks until the answer names options. */
async function readChoice(
  ask: (prompt: string) => Promise<string>,
  options: number,
  prompt: string,
): Promise<Set<number>> {
  for (;;) {
    const letters = (await ask(prompt)).toLowerCase().replace(/[^a-z]/g, "");
    const chosen = new Set([...letters].map((letter) => letter.charCodeAt(0) - "a".charCodeAt(0)));
    if (chosen.size > 0 && [...chosen].every((option) => option < options)) return chosen;
  }
}

function letterOf(option: number): string {
  return String.fromCharCode("a".charCodeAt(0) + option);
}
