import type { CourseProblem } from "#workbook/course/problem";
import { parseQuiz } from "#workbook/course/quiz";

const question = (options: string) => `## Why?\n\n${options}\n`;
const RIGHT = "- [x] so\n  > Because.\n";
const WRONG = "- [ ] not so\n  > Because not.\n";
const good = question(WRONG + RIGHT);

function mendOf(quiz: string): string {
  try {
    parseQuiz(quiz, "chapters/01-x/quiz.md");
  } catch (error) {
    return (error as CourseProblem).mend;
  }
  throw new Error("the quiz was accepted");
}

test("a quiz of three questions is read, with what is right and why", () => {
  const [first] = parseQuiz(good + good + good, "quiz.md");

  expect(first).toEqual({
    question: "Why?",
    options: [
      { text: "not so", right: false, why: "Because not." },
      { text: "so", right: true, why: "Because." },
    ],
  });
});

test.each([
  ["two questions", good + good, "ask three or more"],
  ["a question with one option", good + good + question(RIGHT), "add lines of `- [ ] option`"],
  ["a question without a right option", good + good + question(WRONG + WRONG), "mark it `- [x]`"],
  ["an option without a why", good + good + question(`${RIGHT}- [ ] bare\n`), "add an indented `> why` line"],
])("of a quiz with %s one is told how to mend it", (_, quiz, mend) => {
  expect(mendOf(quiz)).toContain(mend);
});
