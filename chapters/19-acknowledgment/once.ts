import type { Offset } from "#commit-log/record-batch";
import type { Cell, OffsetStore, Source } from "./reading";

/**
 * Reads from where the group is, and does what is to be done, until there is no more. If it dies, what was under way
 * isn't done again: it may never be done. Whatever `process` or the store throws ends it, as a crash does.
 * @param most records between two commits
 */
export function atMostOnce<T>(
  source: Source<T>,
  store: OffsetStore,
  most: number,
  process: (value: T) => void,
): void {
  // Write here (step once): In which order?
  throw new Error("Not written yet (step once)");
}

/** As {@link atMostOnce}, but nothing is left out: what was under way when it died is done again. */
export function atLeastOnce<T>(
  source: Source<T>,
  store: OffsetStore,
  most: number,
  process: (value: T) => void,
): void {
  // Write here (step once): In which order?
  throw new Error("Not written yet (step once)");
}

/** What came of the records before `next`, and that it came of just these. */
export interface Kept<S> {
  next: Offset;
  state: S;
}

/**
 * Computes a state from records, each of which counts once, however often this dies. No other store knows where it is.
 * @param first the state before any record
 * @param step the state after one more; it changes nothing else
 */
export function effectivelyOnce<T, S>(
  source: Source<T>,
  cell: Cell<Kept<S>>,
  most: number,
  first: S,
  step: (state: S, value: T) => S,
): void {
  // Write here (step once): Where does it go on? What is saved, and when?
  throw new Error("Not written yet (step once)");
}
