/** Says of a file that can't be parsed what is wrong and where: TypeScript finds most of it, V8 the rest. */
import { readFileSync } from "node:fs";
import { SourceMap, createRequire } from "node:module";
import path from "node:path";
import { jestBase } from "../jest-base.js";

const DIAGNOSTIC = /^(?:TSError: )?(.+?)\((\d+),(\d+)\): error TS\d+: (.*)$/gm;
/** V8's file and line, the line's text, and the caret below it. */
const SCRIPT_PLACE = /^(\S.*\.ts):(\d+)\n.*\n( *)\^/m;
const SHOWN_MESSAGES = 3;

/** @param {Error} error what `JSON.parse` or `new Function` throw is none: there the code runs already */
export function isSyntaxError(error) {
  return error.name === "TSError" || (error.name === "SyntaxError" && SCRIPT_PLACE.test(String(error.stack)));
}

/**
 * @param {Error} error a TSError of ts-jest's, or a SyntaxError as Jest wraps it
 * @returns {import("../reports").ErrorReport} with the place as the one frame of the stack
 */
export function describeSyntaxError(error) {
  const found = [...error.message.matchAll(DIAGNOSTIC)];
  const [first] = found;
  if (first === undefined) return describeScriptError(error);
  const messages = [...new Set(found.map(([, , , , text]) => text))].slice(0, SHOWN_MESSAGES);
  return {
    kind: "syntax",
    message: messages.join("\n"),
    stack: asStack(path.resolve(first[1]), first[2], first[3]),
  };
}

function describeScriptError(error) {
  const text = `${error.stack}\n${error.message}`;
  const message = /^SyntaxError: (.+)$/m.exec(text)?.[1] ?? String(error.message);
  const [, file, line, indent = ""] = SCRIPT_PLACE.exec(text) ?? [];
  if (file === undefined) return { kind: "syntax", message, stack: "" };
  const place = sourcePosition(file, Number(line), indent.length + 1);
  return { kind: "syntax", message, stack: asStack(file, place.line, place.column) };
}

/** V8 saw the compiled file, and a file that it refuses never gets a source map in Jest. */
function sourcePosition(
  /** @type {string} */ file,
  /** @type {number} */ line,
  /** @type {number} */ column,
) {
  const typescript = createRequire(import.meta.url)("typescript");
  const [, { tsconfig }] = Object.values(jestBase([]).transform)[0];
  const { options } = typescript.convertCompilerOptionsFromJson(tsconfig, path.dirname(file));
  const compilerOptions = { ...options, sourceMap: true };
  const { sourceMapText } = typescript.transpileModule(readFileSync(file, "utf8"), { compilerOptions });
  const entry = new SourceMap(JSON.parse(sourceMapText)).findEntry(line - 1, column - 1);
  return "originalLine" in entry
    ? { line: entry.originalLine + 1, column: entry.originalColumn + 1 }
    : { line, column };
}

function asStack(file, line, column) {
  return `    at ${file}:${line}:${column}`;
}
