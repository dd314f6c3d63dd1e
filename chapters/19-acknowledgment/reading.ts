import type { Offset } from "#commit-log/record-batch";

/** What a consumer needs of the world. Nothing to write here. */

/** A partition as a reader sees it. */
export interface Source<T> {
  /** At most so many records from an offset on, in order; empty where there is none yet. */
  read(from: Offset, max: number): readonly Delivered<T>[];
}

export interface Delivered<T> {
  offset: Offset;
  value: T;
}

/** Where a group remembers how far it is: what chapter 18 keeps. It survives whoever reads. */
export interface OffsetStore {
  /** The next offset to read. */
  readonly committed: Offset;
  commit(next: Offset): void;
}

/** A place for one value that survives: what is saved is there whole, or not at all. */
export interface Cell<T> {
  load(): T | undefined;
  save(value: T): void;
}
