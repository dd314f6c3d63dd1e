/** The highest sequence number. After it comes 0. */
export const LAST_SEQUENCE = 0x7fff_ffff;

/** The sequence so many records after another. */
export function sequenceAfter(sequence: number, records: number): number {
  // #region write sequences: After the last comes 0.
  return (sequence + records) % (LAST_SEQUENCE + 1);
  // #endregion
}
