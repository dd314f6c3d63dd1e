import path from "node:path";
import { cleaned } from "./failure";
import type { ErrorReport } from "./reports";
import { type Sources, placeOf } from "./stack";
import type { Location, Trouble } from "./verdict";

const MISSING = /Cannot find module '([^']+)' from '([^']+)'/;
const OUT_OF_MEMORY = /JavaScript heap out of memory|invalid array length Allocation failed/;

/** Why a test file could not be loaded. */
export function loadTrouble(error: ErrorReport, sources: Sources): Trouble {
  if (error.kind === "syntax") {
    const [where] = sources.frames(error.stack);
    return { kind: "syntax", message: error.message, ...(where && { where: placeOf(where) }) };
  }
  if (error.kind === "missing") {
    const file = missingFile(error.message, sources);
    if (file !== undefined) return { kind: "missing-file", file };
  }
  return { kind: "load", ...whatAndWhere(error, sources) };
}

/** An error that belongs to no test. */
export function unhandledTrouble(error: ErrorReport, sources: Sources): Trouble {
  return { kind: "unhandled", ...whatAndWhere(error, sources) };
}

/** What a process that is gone died of. */
export function exitTrouble(end: {
  code: number | null;
  signal: string | null;
  /** The last that it wrote to its error output: V8 says there that the heap is full. */
  lastWords: string;
  heapMb: number;
  test: string | undefined;
  where?: Location | undefined;
}): Trouble {
  const test = end.test === undefined ? {} : { test: end.test };
  if (OUT_OF_MEMORY.test(end.lastWords)) return { kind: "out-of-memory", ...test, megabytes: end.heapMb };
  return {
    kind: "exit",
    ...test,
    code: end.code,
    signal: end.signal,
    ...(end.where && { where: end.where }),
  };
}

function whatAndWhere(error: ErrorReport, sources: Sources): { message: string; where?: Location } {
  const where = sources.where(sources.frames(error.stack));
  return { message: cleaned(error.message), ...(where && { where }) };
}

/** @returns undefined for a package: that isn't a file of the workbook */
function missingFile(message: string, sources: Sources): string | undefined {
  const [, name, importer] = MISSING.exec(message) ?? [];
  if (name === undefined || importer === undefined) return undefined;
  if (!name.startsWith(".")) return path.isAbsolute(name) ? sources.relative(name) : undefined;
  const file = sources.relative(path.join(path.dirname(importer), name));
  return path.extname(file) === "" ? `${file}.ts` : file;
}
