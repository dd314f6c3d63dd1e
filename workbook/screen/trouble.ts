import type { Location, Trouble } from "../run/verdict";
import { count } from "./text";

/** A trouble in a learner's words. */
export interface TroubleText {
  /** What happened: a sentence. */
  what: string;
  /** The likely reason. */
  why: string;
  /** What to do next. */
  todo: string;
  where?: Location;
}

/** How the learner can act: by the keys of the watch screen, or by commands. */
export type Means = "keys" | "commands";

/** Says what ended a run before its tests could answer. */
export function describeTrouble(trouble: Trouble, means: Means): TroubleText {
  switch (trouble.kind) {
    case "timeout":
      return withWhere(trouble.where, {
        what: `${during(trouble.test, "The code")} had not come to an end after ${count(trouble.seconds, "second")}, so it was stopped.`,
        why: "Mostly a loop whose condition never becomes false, or a promise that nothing ever settles.",
        todo: "Look at the loops that this test goes through, and at what makes each of them end.",
      });
    case "out-of-memory":
      return {
        what: `${during(trouble.test, "The code")} used more than ${trouble.megabytes} MB of memory, so it was stopped.`,
        why: "Mostly a collection that grows in a loop without an end.",
        todo: "Look at what this test adds to arrays, maps and strings, and at what makes the adding stop.",
      };
    case "exit":
      return withWhere(trouble.where, {
        what: `${during(trouble.test, "The code")} ended the whole process (${exitOf(trouble.code, trouble.signal)}).`,
        why: "Mostly a call of process.exit. A server that ends by itself takes every client's session with it.",
        todo: "Search your files for process.exit and process.abort. Throw an error instead.",
      });
    case "syntax":
      return withWhere(trouble.where, {
        what: `The file can't be read as TypeScript: ${trouble.message}`,
        why: "Mostly a bracket, a quote or a comma that is missing at this place or a little above it.",
        todo: "Mend the line and save.",
      });
    case "missing-file":
      return {
        what: `${trouble.file} isn't there.`,
        why: "It was deleted, moved or renamed, or an import names another file than the one that you have.",
        todo:
          means === "keys"
            ? "Press x to bring it back, as you left it or as a starter. Nothing that a run has seen is lost."
            : "Run `npm run kata -- restore` to bring it back. Nothing that a run has seen is lost.",
      };
    case "load":
      return withWhere(trouble.where, {
        what: `The files could not be loaded: ${trouble.message}`,
        why: "Mostly an import of something that isn't exported there, or code outside functions that throws.",
        todo: "Look at the imports and exports, and at what runs as soon as the file is loaded.",
      });
    case "unhandled":
      return withWhere(trouble.where, {
        what: `An error was thrown where no test could catch it: ${trouble.message}`,
        why: "Mostly a promise without `await`, or a callback that throws after its test has ended.",
        todo: "Look for a promise that is neither awaited nor returned.",
      });
  }
}

function during(test: string | undefined, otherwise: string): string {
  return test === undefined ? otherwise : `"${test}"`;
}

function exitOf(code: number | null, signal: string | null): string {
  return signal === null ? `exit code ${code ?? "unknown"}` : `signal ${signal}`;
}

function withWhere(where: Location | undefined, text: TroubleText): TroubleText {
  return where === undefined ? text : { ...text, where };
}
