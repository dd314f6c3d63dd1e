import type { Chapter, Step } from "../course/course";
import type { CodeFrame, Failure, TestOutcome, Verdict } from "../run/verdict";
import { definitionOf, namesUsed } from "./definition";

/** The first failing test of a verdict in the order in which a learner reads it. Plain text; lines may be long. */
export interface Explanation {
  /** The test's own sentence. */
  scenario: string;
  /** The lines of the test up to the one that failed. */
  frame?: CodeFrame;
  expected?: string;
  observed?: string;
  /** What was thrown, where nothing was answered. */
  thrown?: string;
  /** How the run went that broke the rule, with a picture of it, where the test tells it. Many lines, up to 110 wide. */
  trace?: string;
  rule: string;
  source: string;
  where?: Where;
}

/** Where to look first. */
export interface Where {
  /** Relative to the root, with forward slashes. */
  file: string;
  line: number;
  /** That line of the file. */
  text: string;
  /** No line of the learner's was on the stack: this is what the test calls, a place to begin at. */
  guessed?: true;
  /** Where the test calls nothing of the learner's by name: all files of the step. */
  files?: string[];
  /** What to write there, where nothing is written yet. */
  instruction?: string;
  /** The step that asks for it, where it isn't the one that was run. */
  otherStep?: Step;
}

/** Reads a file of the workbook, by its path relative to the root; undefined where there is none. */
export type ReadFile = (file: string) => string | undefined;

/** Explains the first failing test, or returns undefined where none failed. */
export function explain(
  verdict: Verdict,
  chapter: Chapter,
  step: Step,
  readFile: ReadFile,
): Explanation | undefined {
  return explainAll(verdict, chapter, step, readFile)[0];
}

/** Explains every failing test, in order. */
export function explainAll(
  verdict: Verdict,
  chapter: Chapter,
  step: Step,
  readFile: ReadFile,
): Explanation[] {
  return verdict.tests.flatMap((test) =>
    test.status === "failed" && test.failure !== undefined
      ? [explainTest(test, test.failure, chapter, step, readFile)]
      : [],
  );
}

/** Explains one failing test of a step. */
export function explainTest(
  test: TestOutcome,
  failure: Failure,
  chapter: Chapter,
  step: Step,
  readFile: ReadFile,
): Explanation {
  const where = placeOf(failure, chapter, step, readFile);
  const answered = failure.expected !== undefined || failure.observed !== undefined;
  return {
    scenario: test.name,
    ...(failure.scenario && { frame: failure.scenario }),
    ...(failure.expected !== undefined && { expected: failure.expected }),
    ...(failure.observed !== undefined && { observed: failure.observed }),
    ...(!answered && failure.notWritten === undefined && splitMessage(failure.message)),
    rule: test.rule,
    source: test.source,
    ...(where && { where }),
  };
}

/** The report of a simulated run: what broke, an empty line, then the run. It is told apart by its length. */
const TRACE_LINES = 5;

function splitMessage(message: string): Pick<Explanation, "thrown" | "trace"> {
  const gap = message.indexOf("\n\n");
  if (gap === -1) return { thrown: message };
  const trace = message.slice(gap).replace(/^\n+/, "");
  return trace.split("\n").length < TRACE_LINES
    ? { thrown: message }
    : { thrown: message.slice(0, gap), trace };
}

function placeOf(failure: Failure, chapter: Chapter, step: Step, readFile: ReadFile): Where | undefined {
  if (failure.notWritten !== undefined) {
    const key = failure.notWritten;
    const files = [failure.where?.file, ...step.files.map((file) => `chapters/${chapter.name}/${file}`)];
    const place = writeHere(files, key, failure.where?.line, readFile);
    const other = chapter.steps.find((each) => each.key === key && each.id !== step.id);
    if (place !== undefined) return other === undefined ? place : { ...place, otherStep: other };
  }
  const thrown = failure.where && (learnersLine(failure) ?? failure.where);
  if (thrown !== undefined) return lineAt(thrown.file, thrown.line, readFile);
  return calledPlace(failure.scenario, chapter, step, readFile);
}

/** Where an earlier chapter is still the reference and refuses what it is given, the learner's line is the one that gave it. */
function learnersLine({ where, stack }: Failure): { file: string; line: number } | undefined {
  if (where?.file.startsWith("solutions/") !== true) return undefined;
  const frame = stack.find((each) => each.startsWith("chapters/"));
  const [, file, line] = /^(.+?):(\d+):/.exec(frame ?? "") ?? [];
  return file === undefined ? undefined : { file, line: Number(line) };
}

const MARKER = /^\s*\/\/ Write here \(step ([a-z0-9-]+)\): (.*)$/;

/** The nearest "Write here" of a step: at or above a line where that is known, else the first. */
function writeHere(
  files: (string | undefined)[],
  key: string,
  line: number | undefined,
  readFile: ReadFile,
): Where | undefined {
  for (const file of files) {
    if (file === undefined) continue;
    const lines = readFile(file)?.split(/\r?\n/) ?? [];
    const places = lines.flatMap((text, index) => {
      const [, step, instruction] = MARKER.exec(text) ?? [];
      // Learners leave the comment and write below it: only with the throw the place is still open.
      if (step !== key || lines[index + 1]?.includes("Not written yet") !== true) return [];
      return [{ file, line: index + 1, text: text.trim(), instruction: instruction! }];
    });
    const above = line === undefined ? undefined : places.findLast((place) => place.line <= line);
    const place = above ?? places[0];
    if (place !== undefined) return place;
  }
  return undefined;
}

/**
 * Code that answers wrongly leaves no line on the stack. Then: what the test calls, if that is in the step's files;
 * else the first place that is still to be written; else it may be anywhere in the step's files.
 */
function calledPlace(
  frame: CodeFrame | undefined,
  chapter: Chapter,
  step: Step,
  readFile: ReadFile,
): Where | undefined {
  const files = step.files.map((file) => `chapters/${chapter.name}/${file}`);
  const names = frame === undefined ? [] : namesUsed(frame, readFile(frame.file) ?? "");
  for (const file of files) {
    const line = definitionOf(readFile(file) ?? "", names);
    if (line !== undefined) return { ...lineAt(file, line, readFile), guessed: true };
  }
  const open = writeHere(files, step.key, undefined, readFile);
  if (open !== undefined || files[0] === undefined) return open;
  return { ...lineAt(files[0], 1, readFile), guessed: true, files };
}

function lineAt(file: string, line: number, readFile: ReadFile): Where {
  return { file, line, text: readFile(file)?.split(/\r?\n/)[line - 1]?.trim() ?? "" };
}
