import { ENOUGH_WRITES, emptyPromises, percent, type Tally } from "#lab/sweep/tally";
import { bar } from "../screen/bar";
import { PLAIN } from "../screen/paint";
import type { ScenarioFacts } from "./jobs";

/** How far a sweep is. */
export function progressLine(scenario: string, { runs, failed }: Tally, total: number): string {
  return `${scenario}  ${bar(runs, total, 30, PLAIN)} seeds${failed > 0 ? `, ${failed} fail` : ""}`;
}

/** What was done, in numbers. */
export function figures({ name, pins, kinds }: ScenarioFacts, tally: Tally, seconds: number): string {
  const { runs, events, failed, atWork, fired } = tally;
  const schedules = pins.length > 0 ? `${pins.length} pinned schedules and ` : "";
  const outcome = failed === 0 ? "none fails" : `${failed} fail (${percent(failed, runs)})`;
  return [
    `${name}: ${schedules}${runs} seeds, ${outcome}`,
    `  ${events} events in ${seconds.toFixed(1)} s, ${Math.round(events / seconds)} a second`,
    `  ${percent(atWork, runs).padStart(7)} of the seeds have ${ENOUGH_WRITES} writes under faults`,
    ...kinds.map((kind) => `  ${percent(fired[kind] ?? 0, runs).padStart(7)} ${kind}`),
  ].join("\n");
}

/** Why the runs prove too little, line by line; nothing if they prove something. */
export function verdictOn({ name, kinds }: ScenarioFacts, tally: Tally): string[] {
  const empty = emptyPromises(kinds, tally);
  return empty.length === 0
    ? []
    : [`The runs of scenario ${name} prove too little`, ...empty.map((why) => `  - ${why}`)];
}
