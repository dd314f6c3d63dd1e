import type { ServerId } from "#quorum/members";
import type { Quorum } from "#quorum/quorum";

/** 1, 2, … up to `count`. */
export function servers(count: number): ServerId[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** Every set of some servers, the empty one included. */
export function subsetsOf(ids: readonly ServerId[]): Set<ServerId>[] {
  return Array.from(
    { length: 2 ** ids.length },
    (_, bits) => new Set(ids.filter((__, place) => bits & (1 << place))),
  );
}

/** The sets that are enough. */
export function enough(quorum: Quorum, ids: readonly ServerId[]): Set<ServerId>[] {
  return subsetsOf(ids).filter((set) => quorum.isReachedBy(set));
}

/** As a test reads it: `1 3`. */
export function show(set: ReadonlySet<ServerId>): string {
  return [...set].join(" ");
}

/** Two sets that are both enough, and have nobody in common: two decisions that know nothing of each other. */
export function strangers(quorum: Quorum, ids: readonly ServerId[]): string | undefined {
  const all = enough(quorum, ids);
  for (const one of all) {
    const other = all.find((each) => ![...each].some((id) => one.has(id)));
    if (other !== undefined) return `${show(one)} | ${show(other)}`;
  }
  return undefined;
}

/** A set that is enough, and a larger one that isn't. */
export function shrinking(quorum: Quorum, ids: readonly ServerId[]): string | undefined {
  for (const set of enough(quorum, ids)) {
    const added = ids.find((id) => !quorum.isReachedBy(new Set([...set, id])));
    if (added !== undefined) return `${show(set)} is enough, and with ${added} it isn't`;
  }
  return undefined;
}

/** Numbers as a test reads them, so that a gap is seen: `2 to 23, 32 to 110`. */
export function runsOf(numbers: readonly bigint[]): string {
  const runs: [first: bigint, last: bigint][] = [];
  for (const each of numbers) {
    const run = runs.at(-1);
    if (run !== undefined && each === run[1] + 1n) run[1] = each;
    else runs.push([each, each]);
  }
  return (
    runs.map(([first, last]) => (first === last ? String(first) : `${first} to ${last}`)).join(", ") || "none"
  );
}
