import type { Course } from "../course/course";
import type { Backups } from "../progress/backups";
import type { ProgressStore } from "../progress/progress-store";
import type { Paint } from "../screen/paint";
import type { Engine, Types } from "../watch/engine";

/** What a command gets of the world. */
export interface Context {
  /** The workbook's root folder, absolute. */
  root: string;
  input: NodeJS.ReadStream;
  output: NodeJS.WriteStream;
  /** A person sits at a terminal, on both ends. */
  interactive: boolean;
  paint: Paint;
  /** The output's width in cells. */
  width: number;
  now: () => Date;
  /** Writes lines to the output. */
  print(...lines: string[]): void;
  /** Writes lines to the error output. */
  warn(...lines: string[]): void;
  course(): Course;
  store(): ProgressStore;
  backups(): Backups;
  openEngine(): Promise<Engine>;
  openTypes(): Promise<Types>;
}

/** An option of a command, as `node:util`'s parseArgs takes it, and what the help says of it. */
export interface Option {
  type: "string" | "boolean";
  help: string;
  /** How the help calls its value: `--level <n>`. */
  value?: string;
}

/** The values of the options that were given. */
export type Values = Record<string, string | boolean | undefined>;

/** @returns the exit code: 0, or 1 where the answer is no */
export type Run = (context: Context, values: Values, positionals: string[]) => Promise<number>;

/** A command as the help and the parser see it. Its code is loaded when it is run. */
export interface Command {
  name: string;
  aliases?: readonly string[];
  /** One line. */
  summary: string;
  /** What stands behind the name: `[step]`. */
  takes?: string;
  /** How many positionals it takes. */
  positionals: { least: number; most: number };
  options: Readonly<Record<string, Option>>;
  /** Paragraphs of the command's own help. */
  details: readonly string[];
  /** What to type behind `npm run kata -- `, and what it does. */
  examples: readonly (readonly [typed: string, does: string])[];
  load(): Promise<{ run: Run }>;
}

/** The learner asked for something that can't be done as asked: exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
}
