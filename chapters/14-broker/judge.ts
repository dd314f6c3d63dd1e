import { checkBatch, InvalidBatch } from "#commit-log/record-batch";
import type { ErrorCode } from "./messages";

/**
 * What is wrong with a batch that somebody has sent; NONE if it may be added.
 *
 * @param maxBytes a larger one is MESSAGE_TOO_LARGE. One that isn't whole, or not as it was made, is CORRUPT_MESSAGE;
 *   one that hasn't exactly one record for each of its offsets is an INVALID_RECORD
 */
export function judgeBatch(batch: Uint8Array, maxBytes: number): ErrorCode {
  // Write here (step produce): What costs least is asked first.
  throw new Error("Not written yet (step produce)");
}
