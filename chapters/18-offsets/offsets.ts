import { decodeRecords, type Offset, readInfo } from "#commit-log/record-batch";
import { type Commit, decodeRecord, type GroupRecord } from "./group-record";

export interface Place {
  topic: string;
  partition: number;
}

/** What is remembered of one group. */
interface Remembered {
  generation: number;
  readonly commits: Map<string, { place: Place; commit: Commit }>;
}

/** What the internal topic says, as a map: the last word on each key. It is made of the log, and of nothing else. */
export class Offsets {
  /** Up to here the log has been taken in. */
  next: Offset;
  // Yours (step materialise): Your fields.

  constructor(next: Offset = 0n) {
    this.next = next;
  }

  /** Takes in batches of the log, in their order. What was taken in before changes nothing. */
  take(batches: readonly Uint8Array[]): void {
    // Write here (step materialise): Record by record. Where does a batch end of which compaction has left little?
    throw new Error("Not written yet (step materialise)");
  }

  /** What a group has said of a partition; undefined if nothing. */
  committed(group: string, { topic, partition }: Place): Commit | undefined {
    // Write here (step materialise): The last word.
    throw new Error("Not written yet (step materialise)");
  }

  /** The partitions of which a group has said something. */
  placesOf(group: string): Place[] {
    // Write here (step materialise): All of them.
    throw new Error("Not written yet (step materialise)");
  }

  /** The last generation that a group had, as far as is remembered; 0 if it had none. */
  generationOf(group: string): number {
    // Write here (step materialise): The last word here, too.
    throw new Error("Not written yet (step materialise)");
  }

  /** All groups that are remembered. */
  get groups(): string[] {
    // Write here (step materialise): Their names.
    throw new Error("Not written yet (step materialise)");
  }

  /**
   * What may be forgotten: tombstones. They count when they are in the log.
   *
   * @param retention so long something is kept after it was said, and after the group was left, in ms
   * @param emptySince since when a group has no members, in ms; undefined if it has some
   * @see KIP-211, KAFKA-8069
   */
  expired(now: number, retention: number, emptySince: (group: string) => number | undefined): GroupRecord[] {
    // Write here (step materialise): Of a group with members nothing. A group of which nothing is left goes itself.
    throw new Error("Not written yet (step materialise)");
  }

  // Yours (step materialise): Room for helpers of your own.
}

function keyOf(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}
