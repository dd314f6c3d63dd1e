/** The highest sequence number. After it comes 0. */
export const LAST_SEQUENCE = 0x7fff_ffff;

/** The sequence so many records after another. */
export function sequenceAfter(sequence: number, records: number): number {
  // Write here (step sequences): After the last comes 0.
  throw new Error("Not written yet (step sequences)");
}
