import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

/** What `npm run sweep` was asked for. */
export interface SweepRequest {
  chapter: ChapterFolder;
  /** Only this scenario; undefined for all of the chapter. */
  scenario: string | undefined;
  seeds: number;
  from: number;
  /** Of `shards` parts of the seeds, this one, from 1. */
  shard: number;
  shards: number;
  code: Code;
  /** Go on after a failure, to count how many seeds fail. */
  all: boolean;
  workers: number | undefined;
  /** A seed, the name of a pinned schedule, or a file with the faults of a run. */
  replay: string | undefined;
  /** The file for the picture as SVG. */
  trace: string | undefined;
}

/** Which code is under test: the reference solution, the learner's chapter, or a folder in the solution's place. */
export type Code =
  { kind: "reference" } | { kind: "mine" } | { kind: "folder"; name: string; folder: string };

export interface ChapterFolder {
  slug: string;
  /** "04-master-election" */
  name: string;
}

/** The command line is not understood; the message says how it would be. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export const USAGE = `usage: npm run sweep -- <chapter> [options]
  --seeds N           run N seeds of each scenario (1000)
  --from S            the first seed (1)
  --shard i/n         only the i-th of n parts of them
  --scenario NAME     only this scenario
  --mine              your chapter instead of the reference solution
  --solution NAME     tests/<chapter>/alternatives/NAME, or a folder, in place of the solution
  --all               go on after a failure, and count them
  --workers N         so many processes (one a core)
  --replay RUN        one run again: a seed, a pinned schedule, each as RUN:SCENARIO too, or a file of faults
  --trace FILE.svg    the picture of the failed or replayed run`;

/** @throws UsageError */
export function parseRequest(root: string, args: readonly string[]): SweepRequest {
  const { values, positionals } = parse(args);
  const [named, ...rest] = positionals;
  if (named === undefined || rest.length > 0) throw new UsageError("name one chapter");
  const chapter = findChapter(root, named);
  const [run, runScenario] = splitRun(values.replay);
  const [shard, shards] = parseShard(values.shard);
  if (values.mine && values.solution !== undefined) throw new UsageError("--mine or --solution, not both");
  return {
    chapter,
    scenario: values.scenario ?? runScenario,
    seeds: wholeNumber("--seeds", values.seeds ?? "1000", 1),
    from: wholeNumber("--from", values.from ?? "1", 0),
    shard,
    shards,
    code: values.mine ? { kind: "mine" } : codeOf(root, chapter, values.solution),
    all: values.all ?? false,
    workers: values.workers === undefined ? undefined : wholeNumber("--workers", values.workers, 1),
    replay: run,
    trace: values.trace,
  };
}

/** The chapters that have scenarios. */
export function chaptersWithScenarios(root: string): ChapterFolder[] {
  return readdirSync(path.join(root, "tests"))
    .filter((name) => /^\d\d-/.test(name) && isFile(path.join(root, "tests", name, "scenarios.ts")))
    .sort()
    .map((name) => ({ name, slug: name.slice(3) }));
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        seeds: text,
        from: text,
        shard: text,
        scenario: text,
        mine: flag,
        solution: text,
        all: flag,
        workers: text,
        replay: text,
        trace: text,
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function findChapter(root: string, named: string): ChapterFolder {
  const chapters = chaptersWithScenarios(root);
  const found = chapters.find(
    ({ slug, name }) => named === slug || named === name || named === name.slice(0, 2),
  );
  if (found !== undefined) return found;
  const known = chapters.map(({ slug }) => slug).join(", ");
  throw new UsageError(`no chapter ${named} has scenarios${known && `; these have: ${known}`}`);
}

/** `17:race` names a run and its scenario; the path of a file stays whole. */
function splitRun(replay: string | undefined): [string | undefined, string | undefined] {
  const match = replay?.endsWith(".json") ? null : /^(.+):([a-z0-9-]+)$/.exec(replay ?? "");
  return match ? [match[1], match[2]] : [replay, undefined];
}

function parseShard(text = "1/1"): [number, number] {
  const [, shard, shards] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (shard !== undefined && shards !== undefined && shard >= 1 && shard <= shards) return [shard, shards];
  throw new UsageError(`--shard ${text}: write 2/3 for the second of three parts`);
}

function codeOf(root: string, { name: chapter }: ChapterFolder, name: string | undefined): Code {
  if (name === undefined) return { kind: "reference" };
  const isPath = /[\\/]/.test(name);
  const folder = isPath ? path.resolve(name) : path.join(root, "tests", chapter, "alternatives", name);
  if (!isFolder(folder)) throw new UsageError(`--solution ${name}: there is no folder ${folder}`);
  return { kind: "folder", name, folder };
}

function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
  throw new UsageError(`${option} ${text}: it takes a whole number from ${least} up`);
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

function isFolder(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
