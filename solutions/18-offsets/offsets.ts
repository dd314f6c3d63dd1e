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
  // #region own materialise: Your fields.
  readonly #groups = new Map<string, Remembered>();
  // #endregion

  constructor(next: Offset = 0n) {
    this.next = next;
  }

  /** Takes in batches of the log, in their order. What was taken in before changes nothing. */
  take(batches: readonly Uint8Array[]): void {
    // #region write materialise: Record by record. Where does a batch end of which compaction has left little?
    for (const batch of batches) {
      for (const { offset, key, value } of decodeRecords(batch)) {
        if (offset < this.next || key === null) continue;
        const record = decodeRecord(key, value);
        if (record !== undefined) this.#apply(record);
      }
      const { lastOffset } = readInfo(batch);
      if (lastOffset >= this.next) this.next = lastOffset + 1n;
    }
    // #endregion
  }

  /** What a group has said of a partition; undefined if nothing. */
  committed(group: string, { topic, partition }: Place): Commit | undefined {
    // #region write materialise: The last word.
    return this.#groups.get(group)?.commits.get(keyOf(topic, partition))?.commit;
    // #endregion
  }

  /** The partitions of which a group has said something. */
  placesOf(group: string): Place[] {
    // #region write materialise: All of them.
    return [...(this.#groups.get(group)?.commits.values() ?? [])].map(({ place }) => place);
    // #endregion
  }

  /** The last generation that a group had, as far as is remembered; 0 if it had none. */
  generationOf(group: string): number {
    // #region write materialise: The last word here, too.
    return this.#groups.get(group)?.generation ?? 0;
    // #endregion
  }

  /** All groups that are remembered. */
  get groups(): string[] {
    // #region write materialise: Their names.
    return [...this.#groups.keys()];
    // #endregion
  }

  /**
   * What may be forgotten: tombstones. They count when they are in the log.
   *
   * @param retention so long something is kept after it was said, and after the group was left, in ms
   * @param emptySince since when a group has no members, in ms; undefined if it has some
   * @see KIP-211, KAFKA-8069
   */
  expired(now: number, retention: number, emptySince: (group: string) => number | undefined): GroupRecord[] {
    // #region write materialise: Of a group with members nothing. A group of which nothing is left goes itself.
    const tombstones: GroupRecord[] = [];
    for (const [group, { commits }] of this.#groups) {
      const since = emptySince(group);
      if (since === undefined || now - since < retention) continue;
      const old = [...commits.values()].filter(({ commit }) => now - commit.at >= retention);
      for (const { place } of old) tombstones.push({ type: "offset", group, ...place, commit: undefined });
      if (old.length === commits.size)
        tombstones.push({ type: "group", group, generation: undefined, at: -1 });
    }
    return tombstones;
    // #endregion
  }

  // #region own materialise: Room for helpers of your own.
  #apply(record: GroupRecord): void {
    const { group } = record;
    const remembered = this.#groups.get(group) ?? { generation: 0, commits: new Map() };
    if (record.type === "group") remembered.generation = record.generation ?? 0;
    else {
      const { topic, partition, commit } = record;
      const key = keyOf(topic, partition);
      if (commit === undefined) remembered.commits.delete(key);
      else remembered.commits.set(key, { place: { topic, partition }, commit });
    }
    if (remembered.generation === 0 && remembered.commits.size === 0) this.#groups.delete(group);
    else this.#groups.set(group, remembered);
  }
  // #endregion
}

function keyOf(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}
