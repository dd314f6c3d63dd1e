import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { CodeFrame, Location } from "./verdict";

/** One call of a stack that is neither Node's nor a package's. */
export interface Frame extends Location {
  /** As V8 names it: `validatePath`, `new ZnodeTree`, `async Promise.all`; empty at the top of a module. */
  name: string;
  /** Whether it lies in a chapter's or a solution's files, or in a folder that stands in for one. */
  isChapters: boolean;
}

const NAMED_FRAME = /^\s+at (.+?) \((.+?\.[cm]?[jt]s):(\d+):(\d+)\)$/;
const BARE_FRAME = /^\s+at (?:async )?(.+?\.[cm]?[jt]s):(\d+):(\d+)$/;
const NOT_SOURCES = /(^|\/)node_modules\/|^node:|\/workbook\/run\/inside\//;
const SHOWN_LINES = 40;

/** Reads stacks and the files that they point to: paths relative to the root, with forward slashes. */
export class Sources {
  readonly #root: string;
  readonly #standIns: string[];

  /** @param standIns folders that stand in for a chapter's */
  constructor(root: string, standIns: string[]) {
    this.#root = root;
    this.#standIns = standIns.map((folder) => `${this.relative(folder)}/`);
  }

  /** A file of the workbook by its path from the root; one that lies elsewhere by its full path. */
  relative(file: string): string {
    const relative = path.relative(this.#root, path.resolve(this.#root, file));
    const outside = relative.startsWith("..") || path.isAbsolute(relative);
    return (outside ? path.resolve(file) : relative).replaceAll("\\", "/");
  }

  /** The frames of a stack, the innermost first; also of one within a message of Jest's. */
  frames(stack: string): Frame[] {
    return stack.split("\n").flatMap((line) => {
      const [, name = "", ...place] =
        NAMED_FRAME.exec(line) ?? BARE_FRAME.exec(line)?.toSpliced(1, 0, "") ?? [];
      const [source, at, column] = place;
      if (source === undefined || NOT_SOURCES.test(source.replaceAll("\\", "/"))) return [];
      const file = this.relative(source.startsWith("file:") ? fileURLToPath(source) : source);
      const known = name === "Object.<anonymous>" ? "" : name;
      return {
        name: known,
        file,
        line: Number(at),
        column: Number(column),
        isChapters: this.#isChapters(file),
      };
    });
  }

  /** Where a learner looks first. */
  where(frames: Frame[]): Location | undefined {
    const frame = frames.find((one) => one.isChapters);
    return frame && placeOf(frame);
  }

  /**
   * A test from its first line to the line that failed.
   *
   * @param made the stack of the place where the test was made
   * @param failed the frames of the failure; where none lies in the test, the whole of it is the scenario
   */
  scenario(testFile: string, made: string, failed: Frame[]): CodeFrame | undefined {
    const start = this.frames(made).find((frame) => frame.file === testFile);
    const lines = this.#linesOf(testFile);
    if (start === undefined || lines[start.line - 1] === undefined) return undefined;
    const end = endOfBlock(lines, start.line);
    const inTest = failed.filter((one) => one.file === testFile && one.line >= start.line && one.line <= end);
    const at = inTest.at(-1) ?? { ...start, line: start.line };
    const last = inTest.length > 0 ? at.line : end;
    const numbered = lines.map((text, index) => ({ number: index + 1, text })).slice(start.line - 1, last);
    return { file: testFile, line: at.line, column: at.column, lines: numbered.slice(-SHOWN_LINES) };
  }

  #linesOf(file: string): string[] {
    try {
      return readFileSync(path.resolve(this.#root, file), "utf8").split(/\r?\n/);
    } catch {
      return [];
    }
  }

  #isChapters(file: string): boolean {
    return /^(chapters|solutions)\//.test(file) || this.#standIns.some((folder) => file.startsWith(folder));
  }
}

/** The place of a frame alone. */
export function placeOf({ file, line, column }: Frame): Location {
  return { file, line, column };
}

/** The line, from 1, on which the block that begins on a line ends: the next one that is indented no deeper. */
function endOfBlock(lines: string[], start: number): number {
  const depth = indentOf(lines[start - 1] ?? "");
  for (let at = start; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (line.trim() !== "" && indentOf(line) <= depth) return /^\s*[)\]}]/.test(line) ? at + 1 : at;
  }
  return lines.length;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
