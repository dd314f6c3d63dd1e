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
  // #region write once: In which order?
  for (;;) {
    const records = source.read(store.committed, most);
    if (records.length === 0) return;
    store.commit(records.at(-1)!.offset + 1n);
    for (const { value } of records) process(value);
  }
  // #endregion
}

/** As {@link atMostOnce}, but nothing is left out: what was under way when it died is done again. */
export function atLeastOnce<T>(
  source: Source<T>,
  store: OffsetStore,
  most: number,
  process: (value: T) => void,
): void {
  // #region write once: In which order?
  for (;;) {
    const records = source.read(store.committed, most);
    if (records.length === 0) return;
    for (const { value } of records) process(value);
    store.commit(records.at(-1)!.offset + 1n);
  }
  // #endregion
}

// #region show kept
/** What came of the records before `next`, and that it came of just these. */
export interface Kept<S> {
  next: Offset;
  state: S;
}
// #endregion

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
  // #region write once: Where does it go on? What is saved, and when?
  for (;;) {
    const kept = cell.load() ?? { next: 0n, state: first };
    const records = source.read(kept.next, most);
    if (records.length === 0) return;
    const state = records.reduce((before, { value }) => step(before, value), kept.state);
    cell.save({ next: records.at(-1)!.offset + 1n, state });
  }
  // #endregion
}
