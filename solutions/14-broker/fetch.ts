import { OffsetOutOfRange } from "#commit-log/commit-log";
import type { FetchedPartition, FetchRequest } from "./messages";
import type { Partition } from "./partition";

/** Bytes of all batches. */
export function bytesOf(found: readonly FetchedPartition[]): number {
  let bytes = 0;
  for (const { batches } of found) for (const batch of batches) bytes += batch.length;
  return bytes;
}

/**
 * What can be given to a reader now, for each position that it asks for, in its order.
 *
 * @param find the partition, if there is one
 * @param maxBytes at most so many bytes of all partitions together; but if the first batch is larger, that one
 */
export function collect(
  find: (topic: string, partition: number) => Partition | undefined,
  { positions }: FetchRequest,
  maxBytes: number,
): FetchedPartition[] {
  const found: FetchedPartition[] = [];
  let left = maxBytes;
  for (const { topic, partition: index, offset } of positions) {
    const partition = find(topic, index);
    const { startOffset, endOffset } = partition ?? NOWHERE;
    const answer = { topic, partition: index, startOffset, endOffset };
    // #region write fetch: Read it. What isn't there, and what is out of range, has an answer too.
    if (partition === undefined) {
      found.push({ ...answer, error: "UNKNOWN_TOPIC_OR_PARTITION", batches: [] });
      continue;
    }
    try {
      const batches = partition.read(offset, left);
      // A log gives one batch, however large. That is for a reader that would have nothing otherwise.
      const isTooLarge = left < maxBytes && (batches[0]?.length ?? 0) > left;
      const answered = { ...answer, error: "NONE", batches: isTooLarge ? [] : batches } as const;
      found.push(answered);
      left -= bytesOf([answered]);
    } catch (error) {
      if (!(error instanceof OffsetOutOfRange)) throw error;
      found.push({ ...answer, error: "OFFSET_OUT_OF_RANGE", batches: [] });
    }
    // #endregion
  }
  return found;
}

const NOWHERE = { startOffset: -1n, endOffset: -1n };

/** Whether it is worth an answer now: there is enough, or something that the reader should know at once. */
export function isEnough(found: readonly FetchedPartition[], minBytes: number): boolean {
  // #region write long-poll: When would it be wrong to wait?
  return bytesOf(found) >= minBytes || found.some(({ error }) => error !== "NONE");
  // #endregion
}
