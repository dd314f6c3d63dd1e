import { pathToFileURL } from "node:url";
import { kindsOf, type Plan } from "#lab/sweep/plan";
import { report } from "#lab/sweep/report";
import { run } from "#lab/sweep/run";
import type { Scenario } from "#lab/sweep/scenario";
import { planFor, runPinned, sweepSeeds } from "#lab/sweep/sweep";
import { addTally, emptyTally } from "#lab/sweep/tally";
import { Recording } from "#lab/trace/recording";
import { drawSvg } from "#lab/trace/svg";
import type { Answers, Job, Message, Replayed, Request } from "../jobs";

/**
 * A process of the sweep. It was started with the import conditions that choose the code under test, loads one
 * chapter's scenarios, and runs what it is asked to.
 *
 * Arguments: the file with the scenarios.
 */
const [file] = process.argv.slice(2);
const loaded = import(pathToFileURL(file!).href) as Promise<{ scenarios: readonly Scenario[] }>;
// It is told with the first answer.
loaded.catch(() => {});

process.on("disconnect", () => process.exit());
process.on("message", ({ id, job }: Request) => {
  const begins = (source: string): void => send({ id, begins: source });
  doJob(job, begins).then(
    (answer) => send({ id, answer }),
    (error: unknown) => send({ id, problem: error instanceof Error ? (error.stack ?? "") : String(error) }),
  );
});

function send(message: Message): void {
  process.send!(message);
}

async function doJob(job: Job, begins: (source: string) => void): Promise<Answers[Job["kind"]]> {
  const { scenarios } = await loaded;
  if (job.kind === "list") {
    return scenarios.map((scenario) => ({
      name: scenario.name,
      pins: (scenario.pinned ?? []).map(({ name }) => name),
      kinds: Object.keys(kindsOf(scenario)),
    }));
  }
  const scenario = scenarios.find(({ name }) => name === job.scenario)!;
  switch (job.kind) {
    case "pinned":
      begins("pinned");
      return { failed: (await runPinned(scenario))?.source };
    case "seeds":
      return sweep(scenario, job.seeds, job.all, begins);
    case "replay":
      begins(typeof job.run === "string" ? job.run : String(job.run.seed));
      return replay(scenario, job.run, job.command);
  }
}

async function sweep(
  scenario: Scenario,
  seeds: readonly number[],
  all: boolean,
  begins: (source: string) => void,
): Promise<Answers["seeds"]> {
  const tally = emptyTally();
  let failed: number | undefined;
  for (const seed of seeds) {
    begins(String(seed));
    const swept = await sweepSeeds(scenario, [seed]);
    addTally(tally, swept.tally);
    if (swept.finding === undefined) continue;
    failed ??= seed;
    if (!all) break;
  }
  return { tally, failed };
}

async function replay(scenario: Scenario, which: string | Plan, command: string): Promise<Replayed> {
  const plan = typeof which === "string" ? planFor(scenario, which) : which;
  const source = typeof which === "string" ? which : String(plan.seed);
  const recording = new Recording(scenario.tell);
  const { failure, events, writes } = await run(scenario, plan, recording);
  if (failure === undefined) {
    const lanes = [...scenario.servers, ...(scenario.clients ?? [])];
    const svg = drawSvg(recording.events, { lanes, title: `Run ${source} of scenario ${scenario.name}` });
    return { source, report: undefined, plan, svg, events, writes };
  }
  const again = typeof which === "string" ? `${command} --replay ${source}:${scenario.name}` : undefined;
  const told = await report(
    scenario,
    { source, plan, failure },
    again === undefined ? {} : { command: again },
  );
  return { source, report: told.text, plan: told.shrunk.plan, svg: told.svg(), events, writes };
}
