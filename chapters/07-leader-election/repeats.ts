/** The first repetition comes so many ms after the first time. */
export const FIRST_PAUSE = 400;
/** No pause is longer, in ms. */
export const LONGEST_PAUSE = 1_600;

/**
 * How long a server waits, in ms, until it says again what it has said already: at first not long, because a datagram
 * may have been lost; then twice as long each time, because perhaps nobody is there.
 *
 * @param times how often it has said it: 1 or more, without end
 */
export function pauseAfter(times: number): number {
  // Write here (step repeats): The first pause, doubled and doubled, but not for ever.
  throw new Error("Not written yet (step repeats)");
}
