import { drawDiagram, MAX_LINES } from "../trace/diagram";
import { Recording } from "../trace/recording";
import { drawSvg } from "../trace/svg";
import type { Action } from "./action";
import type { Plan } from "./plan";
import { run } from "./run";
import { type Scenario, type Trial } from "./scenario";
import { shrink, SHRINK_LIMITS, type ShrinkLimits, type Shrunk } from "./shrink";
import type { Finding } from "./sweep";

/** A failed run, made small and told. */
export interface Report {
  /** The property and what broke it, the run, the faults, how to repeat it, and the picture. */
  readonly text: string;
  readonly shrunk: Shrunk;
  /** The picture as SVG. */
  readonly svg: () => string;
}

export interface ReportOptions {
  /** Most lines of the picture. */
  readonly lines?: number;
  readonly limits?: ShrinkLimits;
  /** How to repeat the run. Default: the command for the reference solutions. */
  readonly command?: string;
}

/** Shrinks a failed run, repeats it with everything written down, and tells it. */
export async function report<T extends Trial>(
  scenario: Scenario<T>,
  finding: Finding,
  { lines = MAX_LINES, limits = SHRINK_LIMITS, command }: ReportOptions = {},
): Promise<Report> {
  const shrunk = await shrink(scenario, finding.plan, finding.failure, limits);
  const recording = new Recording(scenario.tell);
  await run(scenario, shrunk.plan, recording);
  const { failure, plan } = shrunk;
  const lanes = [...scenario.servers, ...(scenario.clients ?? [])];
  const text = [
    failure.property,
    ...failure.facts.map((fact) => `  - ${fact}`),
    "",
    `It is so at ${ms(failure.time)} of the run ${finding.source} of scenario ${scenario.name}.`,
    ...tellFaults(finding.plan, plan, scenario.servers),
    `Run it again: ${command ?? replayCommand(scenario, finding.source)}`,
    "",
    drawDiagram(recording.events, { lanes, lines: Math.min(lines, MAX_LINES) }),
  ].join("\n");
  const svg = (): string => drawSvg(recording.events, { lanes, title: failure.property });
  return { text, shrunk, svg };
}

/** Repeats a run. @param mine whether it is of the learner's chapter */
export function replayCommand<T extends Trial>(
  { step, name }: Scenario<T>,
  source: string,
  mine = false,
): string {
  return `npm run sweep -- ${step.split("/")[0]}${mine ? " --mine" : ""} --replay ${source}:${name}`;
}

/** An action as a line of a report. */
export function tell(action: Action): string {
  const { at, ...fault } = action;
  const length = "ms" in fault ? `, for ${ms(fault.ms)}` : "";
  return `${ms(at).padStart(11)}  ${tellFault(action)}${length}`;
}

function tellFaults(drawn: Plan, plan: Plan, servers: readonly string[]): string[] {
  const left = servers.filter((name) => !plan.core.includes(name));
  const healing = left.length > 0 ? [`At the end ${left.join(", ")} stays ${plan.outside}.`] : [];
  if (plan.actions.length === 0) return ["It takes no fault.", ...healing];
  const [all, few] = [drawn.actions.length, plan.actions.length];
  const head =
    few === all
      ? "It takes these faults:"
      : `Of its ${all} faults, ${few === 1 ? "this one does" : `these ${few} do`}:`;
  return [head, ...plan.actions.map(tell), ...healing];
}

function tellFault(fault: Action): string {
  switch (fault.kind) {
    case "kill":
      return `${fault.on} is killed`;
    case "power-cut":
      return `${fault.on} loses power`;
    case "pause":
      return `${fault.on} pauses`;
    case "wipe":
      return `${fault.on} dies, and its disk is wiped`;
    case "isolate":
      return {
        both: `${fault.on} is cut off`,
        in: `nothing gets to ${fault.on}`,
        out: `nothing gets out of ${fault.on}`,
      }[fault.direction];
    case "cut":
      return `nothing gets from ${fault.from} to ${fault.to}`;
    case "clog":
      return `all from ${fault.from} to ${fault.to} is held back`;
    case "slow":
      return `all from ${fault.from} to ${fault.to} takes ${fault.delay.min} to ${fault.delay.max} ms`;
    case "break":
      return `the connections between ${fault.from} and ${fault.to} break`;
    case "split":
      return `the network splits: ${fault.groups.map((group) => group.join(" ")).join(" | ")}`;
    case "datagrams":
      return `of the datagrams ${fault.loss * 100} % are lost, ${fault.duplication * 100} % come twice`;
    case "flush-error":
      return `${fault.chance * 100} % of the flushes of ${fault.on} fail`;
    case "full-disk":
      return `the disk of ${fault.on} is full`;
    case "lying-flush":
      return `the flushes of ${fault.on} keep nothing`;
    case "bit-flip":
      return `a bit on the disk of ${fault.on} flips`;
    case "own":
      return fault.with === undefined ? fault.name : `${fault.name} ${JSON.stringify(fault.with)}`;
  }
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}
