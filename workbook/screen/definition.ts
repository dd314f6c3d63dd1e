import type { CodeFrame } from "../run/verdict";

const WORD = /[A-Za-z_$][\w$]*/g;
/** A word that is called: `getData(`. */
const CALL = /[A-Za-z_$][\w$]*(?=\()/g;

/**
 * Names that a failing test uses, the likeliest culprit first: what the failing line calls, what the lines above it
 * call, every other name in them, and then what the test's own helpers call. The names of those helpers aren't the
 * learner's, though a method of the learner's may happen to be called the same.
 *
 * @param testSource the whole test file
 */
export function namesUsed(frame: CodeFrame, testSource: string): string[] {
  const lines = frame.lines
    .filter(({ number }) => number <= frame.line)
    .reverse()
    .map(({ text }) => text);
  const words = (pattern: RegExp, texts: readonly string[]) =>
    texts.flatMap((text) => text.match(pattern) ?? []);

  const helpers = definitionsIn(testSource);
  const testLines = testSource.split("\n");
  const used = words(WORD, lines).flatMap((name) => {
    const line = helpers.get(name);
    return line === undefined ? [] : [paragraph(testLines, line - 1)];
  });
  const imported = importedHelpers(testSource);
  const isLearners = (name: string): boolean => !helpers.has(name) && !imported.has(name);
  const inTest = [...words(CALL, lines), ...words(WORD, lines)].filter(isLearners);
  return [...new Set([...inTest, ...words(CALL, used)])];
}

/** What a test file imports from the files beside it. */
function importedHelpers(testSource: string): Set<string> {
  const lists = [...testSource.matchAll(/^import \{([^}]*)\} from "\.\.?\//gm)];
  return new Set(lists.flatMap(([, names]) => names!.match(WORD) ?? []));
}

/**
 * Finds the first of some names that a learner's source defines, as a function, a class or a method. A wrong answer
 * leaves no stack to follow; this is the next best place to look. A getter isn't one: through it a test sees that
 * something is wrong, and it went wrong elsewhere.
 *
 * @returns its line, from 1
 */
export function definitionOf(source: string, names: readonly string[]): number | undefined {
  const definitions = definitionsIn(source);
  const name = names.find((each) => definitions.has(each));
  return name === undefined ? undefined : definitions.get(name);
}

const FUNCTION_OR_CLASS =
  /^\s*(?:export\s+)?(?:default\s+|abstract\s+|async\s+)*(?:function\*?|class)\s+([\w$]+)/;
const TOP_CONSTANT = /^(?:export\s+)?(?:const|let)\s+([\w$]+)\s*[=:]/;
const METHOD = /^\s+(?:(?:public|static|async|override)\s+|\*)*([\w$]+)\s*(?:<[^>]*>)?\([^;]*[{,(]\s*$/;
const KEYWORD =
  /^(?:if|for|while|switch|catch|return|constructor|throw|do|else|function|test|rule|describe)$/;

function definitionsIn(source: string): Map<string, number> {
  const found = new Map<string, number>();
  source.split("\n").forEach((line, index) => {
    const name = (FUNCTION_OR_CLASS.exec(line) ?? TOP_CONSTANT.exec(line) ?? METHOD.exec(line))?.[1];
    if (name !== undefined && !KEYWORD.test(name) && !found.has(name)) found.set(name, index + 1);
  });
  return found;
}

function paragraph(lines: readonly string[], start: number): string {
  const length = lines.slice(start).findIndex((line) => line.trim() === "");
  return lines.slice(start, length === -1 ? undefined : start + length).join("\n");
}
