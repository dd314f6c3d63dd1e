import { loadCourse } from "../course/course";
import type { Course } from "../course/course";
import { Backups } from "../progress/backups";
import { ProgressStore } from "../progress/progress-store";
import { paintFor } from "../screen/paint";
import type { Context } from "./command";

/** Where a context's streams and settings come from: `process`, or a test's stand-in. */
export interface Outside {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  env: NodeJS.ProcessEnv;
  platform: string;
}

const DEFAULT_WIDTH = 80;

/** Makes what a command gets of the world. What not every command needs is loaded when it is asked for. */
export function makeContext(root: string, outside: Outside): Context {
  const { stdin, stdout, stderr, env, platform } = outside;
  let course: Course | undefined;
  let store: ProgressStore | undefined;
  let backups: Backups | undefined;
  const warn = (...lines: string[]) => void stderr.write(`${lines.join("\n")}\n`);
  return {
    root,
    input: stdin,
    output: stdout,
    interactive: stdin.isTTY && stdout.isTTY,
    paint: paintFor(env, stdout.isTTY, platform),
    width: stdout.columns > 0 ? stdout.columns : DEFAULT_WIDTH,
    now: () => new Date(),
    print: (...lines) => void stdout.write(`${lines.join("\n")}\n`),
    warn,
    course: () => (course ??= loadCourse(root)),
    store: () => (store ??= new ProgressStore(root, (message) => warn(message))),
    backups: () => (backups ??= new Backups(root)),
    openEngine: async () => {
      const { Runner } = await import("../run/runner");
      return new Runner(root);
    },
    openTypes: async () => {
      const { TypeChecker } = await import("../types/type-checker");
      return new TypeChecker(root);
    },
  };
}
