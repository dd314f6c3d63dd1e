import type { Outcome } from "./run";

/** A run with at least so many acknowledged writes counts as one that was at work. */
export const ENOUGH_WRITES = 10;
/** At least this share of the runs must have been at work. */
const SHARE_AT_WORK = 0.9;
/** At least in this share of the runs each kind of fault must have had an effect. */
const SHARE_FIRED = 0.05;
/** Fewer runs than this are too few to judge by. */
export const ENOUGH_RUNS = 60;

/** Figures of many runs of a scenario. Plain JSON, so that worker processes can send theirs. */
export interface Tally {
  runs: number;
  events: number;
  /** Runs with enough writes. */
  atWork: number;
  /** For each kind of fault, the runs in which it had an effect. */
  fired: Record<string, number>;
  failed: number;
}

export function emptyTally(): Tally {
  return { runs: 0, events: 0, atWork: 0, fired: {}, failed: 0 };
}

/** Adds one run. */
export function count(tally: Tally, { failure, writes, events, fired }: Outcome): void {
  tally.runs += 1;
  tally.events += events;
  if (failure !== undefined) tally.failed += 1;
  if (writes >= ENOUGH_WRITES) tally.atWork += 1;
  for (const kind of fired) tally.fired[kind] = (tally.fired[kind] ?? 0) + 1;
}

export function addTally(tally: Tally, other: Tally): void {
  tally.runs += other.runs;
  tally.events += other.events;
  tally.atWork += other.atWork;
  tally.failed += other.failed;
  for (const [kind, runs] of Object.entries(other.fired)) tally.fired[kind] = (tally.fired[kind] ?? 0) + runs;
}

/**
 * Says why runs that all passed prove too little: nothing much was done in them, or a fault never happened.
 * @param kinds the kinds of faults that were declared
 * @returns sentences; none if the runs are worth something, or are too few to tell
 */
export function emptyPromises(kinds: readonly string[], tally: Tally): string[] {
  if (tally.runs < ENOUGH_RUNS) return [];
  const found: string[] = [];
  if (tally.atWork < SHARE_AT_WORK * tally.runs) {
    found.push(
      `only ${percent(tally.atWork, tally.runs)} of the runs have ${ENOUGH_WRITES} acknowledged writes under faults, ` +
        `${SHARE_AT_WORK * 100} % are asked for: too many faults, or clients that do too little`,
    );
  }
  for (const kind of kinds) {
    const runs = tally.fired[kind] ?? 0;
    if (runs >= SHARE_FIRED * tally.runs) continue;
    found.push(
      `"${kind}" had an effect in ${percent(runs, tally.runs)} of the runs, ${SHARE_FIRED * 100} % are asked for: ` +
        (runs === 0 ? "it finds nothing to befall" : "it seldom finds something to befall"),
    );
  }
  return found;
}

export function percent(part: number, whole: number): string {
  return `${whole === 0 ? "0" : ((100 * part) / whole).toFixed(1)} %`;
}
