import { InvalidBatch, readInfo } from "#commit-log/record-batch";
import type { ErrorCode } from "./messages";

/**
 * What can be seen to be wrong with a batch that somebody has sent; NONE if nothing can. Its checksum isn't looked at:
 * the log does that when it adds the batch, and once is enough.
 *
 * @param maxBytes a larger one is MESSAGE_TOO_LARGE. One that isn't just one batch is CORRUPT_MESSAGE; one that hasn't
 *   exactly one record for each of its offsets is an INVALID_RECORD
 */
export function judgeBatch(batch: Uint8Array, maxBytes: number): ErrorCode {
  // #region write produce: Its size, then what it says of itself.
  if (batch.length > maxBytes) return "MESSAGE_TOO_LARGE";
  try {
    const { size, baseOffset, lastOffset, recordCount } = readInfo(batch);
    if (size !== batch.length) return "CORRUPT_MESSAGE";
    const offsets = lastOffset - baseOffset + 1n;
    return offsets === BigInt(recordCount) ? "NONE" : "INVALID_RECORD";
  } catch (error) {
    if (error instanceof InvalidBatch) return "CORRUPT_MESSAGE";
    throw error;
  }
  // #endregion
}
