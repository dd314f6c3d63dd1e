import type { Zxid } from "#znode-tree/changes";

const COUNTER_BITS = 32n;

/** The highest number that a counter or an epoch can have: 32 bits. */
export const MAX_COUNTER = 0xffff_ffff;

/** The zxid with this epoch in its upper 32 bits and this counter in its lower. */
export function makeZxid(epoch: number, counter: number): Zxid {
  // Write here (step epochs): Two halves of 64 bits. Which kind of number can be shifted by 32?
  throw new Error("Not written yet (step epochs)");
}

/** The epoch in which a transaction was proposed. */
export function epochOf(zxid: Zxid): number {
  // Write here (step epochs): The upper half.
  throw new Error("Not written yet (step epochs)");
}

/** Its number within the epoch, from 1. `(e, 0)` is no transaction: it stands for the beginning of epoch e. */
export function counterOf(zxid: Zxid): number {
  // Write here (step epochs): The lower half.
  throw new Error("Not written yet (step epochs)");
}

/** A zxid as people read it: `(2, 17)`. */
export function showZxid(zxid: Zxid): string {
  return `(${epochOf(zxid)}, ${counterOf(zxid)})`;
}
