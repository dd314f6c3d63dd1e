import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import type { Plan } from "#lab/sweep/plan";
import { addTally, emptyTally, type Tally } from "#lab/sweep/tally";
import { Crew, CrewProblem, Stuck } from "./crew";
import { figures, progressLine, verdictOn } from "./figures";
import type { Replayed, ScenarioFacts } from "./jobs";
import { chaptersWithScenarios, parseRequest, type SweepRequest, USAGE, UsageError } from "./options";

/** Where the command runs and speaks. */
export interface SweepContext {
  root: string;
  /** The folder of this tool. */
  engine: string;
  out: (text: string) => void;
  /** Shows a line in place of the one before; an empty one takes it away. Undefined where nobody watches. */
  progress: ((line: string) => void) | undefined;
  /** Most ms of real time for one run. */
  runMs?: number;
}

const RUN_MS = 20_000;
/** Seeds that a worker takes at once. */
const CHUNK = 20;

/**
 * `npm run sweep`: runs many seeds of a chapter's scenarios on all cores, or one run again.
 * @returns the exit code: 1 if a property is broken or the runs prove too little, 2 if it is not clear what to do
 */
export async function sweepCommand(args: readonly string[], context: SweepContext): Promise<number> {
  let request: SweepRequest;
  try {
    request = parseRequest(context.root, args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const known = chaptersWithScenarios(context.root).map(({ slug }) => slug);
    context.out(`${error.message}\n\n${USAGE}${known.length > 0 ? `\nchapters: ${known.join(", ")}` : ""}`);
    return 2;
  }
  const size = request.replay !== undefined ? 1 : (request.workers ?? availableParallelism());
  const { root, engine, runMs = RUN_MS } = context;
  const crew = new Crew({ root, engine, chapter: request.chapter, code: request.code, size, runMs });
  try {
    return await new Sweep(request, crew, context).run();
  } catch (error) {
    if (error instanceof Stuck) {
      context.out(`A run comes to an end\n  - ${error.message}, not in ${runMs / 1000} s of real time`);
      context.out(`\nRun it again: ${commandFor(request)} --replay ${error.run}`);
      return 1;
    }
    if (!(error instanceof CrewProblem || error instanceof UsageError)) throw error;
    context.out(error.message);
    return error instanceof UsageError ? 2 : 1;
  } finally {
    crew.dismiss();
  }
}

class Sweep {
  constructor(
    private readonly request: SweepRequest,
    private readonly crew: Crew,
    private readonly context: SweepContext,
  ) {}

  async run(): Promise<number> {
    const all = await this.crew.do({ kind: "list" });
    const { scenario: only, replay } = this.request;
    const chosen = only === undefined ? all : all.filter(({ name }) => name === only);
    if (chosen.length === 0) {
      throw new UsageError(`no scenario ${only ?? ""}; there are ${all.map(({ name }) => name).join(", ")}`);
    }
    if (replay !== undefined) return this.replay(chosen, replay);
    let isGood = true;
    for (const scenario of chosen) isGood = (await this.sweep(scenario)) && isGood;
    return isGood ? 0 : 1;
  }

  private async sweep(facts: ScenarioFacts): Promise<boolean> {
    const { out } = this.context;
    const { failed } = await this.crew.do({ kind: "pinned", scenario: facts.name });
    if (failed !== undefined) return this.tellFailure(facts.name, failed);

    const begun = performance.now();
    const { tally, firstFailed } = await this.runSeeds(facts.name);
    const seconds = (performance.now() - begun) / 1000;
    out(figures(facts, tally, seconds));
    if (firstFailed !== undefined) return this.tellFailure(facts.name, String(firstFailed));
    const empty = verdictOn(facts, tally);
    for (const line of empty) out(line);
    return empty.length === 0;
  }

  private async runSeeds(scenario: string): Promise<{ tally: Tally; firstFailed: number | undefined }> {
    const { all } = this.request;
    const chunks = chunksOf(this.request);
    const total = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    const tally = emptyTally();
    let firstFailed = Infinity;
    await this.crew.doAll(
      () => {
        if (firstFailed < Infinity && !all) return undefined;
        const seeds = chunks.shift();
        return seeds && { kind: "seeds" as const, scenario, seeds, all };
      },
      (_, answer) => {
        addTally(tally, answer.tally);
        if (answer.failed !== undefined) firstFailed = Math.min(firstFailed, answer.failed);
        this.context.progress?.(progressLine(scenario, tally, total));
      },
    );
    this.context.progress?.("");
    return { tally, firstFailed: firstFailed < Infinity ? firstFailed : undefined };
  }

  private async tellFailure(scenario: string, run: string): Promise<boolean> {
    const { out } = this.context;
    const told = await this.crew.do({ kind: "replay", scenario, run, command: commandFor(this.request) });
    this.draw(told);
    out("");
    out(told.report ?? `The run ${run} of scenario ${scenario} failed, and passes when it is repeated.`);
    out(`\nIts faults are kept in ${this.keep(scenario, told)}; --replay takes that file too.`);
    return false;
  }

  private async replay(chosen: readonly ScenarioFacts[], which: string): Promise<number> {
    const kept = which.endsWith(".json") ? readKept(which) : undefined;
    const named = chosen.find(({ name }) => name === (this.request.scenario ?? kept?.scenario));
    const scenario = named ?? (chosen.length === 1 ? chosen[0] : undefined);
    if (scenario === undefined) {
      throw new UsageError(`of which scenario? ${chosen.map(({ name }) => `${which}:${name}`).join(" or ")}`);
    }
    const isKnown = kept !== undefined || /^\d+$/.test(which) || scenario.pins.includes(which);
    if (!isKnown) throw new UsageError(`${which} is neither a seed, nor a pinned schedule, nor a file`);
    const told = await this.crew.do({
      kind: "replay",
      scenario: scenario.name,
      run: kept?.plan ?? which,
      command: commandFor(this.request),
    });
    this.draw(told);
    const { report, events, writes } = told;
    this.context.out(
      report ?? `The run ${which} of scenario ${scenario.name} passes: ${events} events, ${writes} writes.`,
    );
    return report === undefined ? 0 : 1;
  }

  private draw({ svg }: Replayed): void {
    if (this.request.trace !== undefined) writeFileSync(this.request.trace, svg);
  }

  /** @returns the file, relative to the root */
  private keep(scenario: string, { source, plan }: Replayed): string {
    const file = path.join(".kata", "sweep", `${this.request.chapter.slug}-${scenario}-${source}.json`);
    mkdirSync(path.dirname(path.join(this.context.root, file)), { recursive: true });
    writeFileSync(
      path.join(this.context.root, file),
      `${JSON.stringify({ scenario, plan }, undefined, 2)}\n`,
    );
    return file;
  }
}

/** The command line so far: the chapter, and what chose the code under test. */
function commandFor({ chapter, code }: SweepRequest): string {
  const options = {
    reference: "",
    mine: " --mine",
    folder: code.kind === "folder" ? ` --solution ${code.name}` : "",
  };
  return `npm run sweep -- ${chapter.slug}${options[code.kind]}`;
}

function chunksOf({ seeds, from, shard, shards, workers }: SweepRequest): number[][] {
  const mine = Array.from({ length: seeds }, (_, i) => i)
    .filter((i) => i % shards === shard - 1)
    .map((i) => from + i);
  const size = Math.max(
    1,
    Math.min(CHUNK, Math.ceil(mine.length / (2 * (workers ?? availableParallelism())))),
  );
  const chunks: number[][] = [];
  for (let at = 0; at < mine.length; at += size) chunks.push(mine.slice(at, at + size));
  return chunks;
}

function readKept(file: string): { scenario: string; plan: Plan } {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as { scenario: string; plan: Plan };
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
}
