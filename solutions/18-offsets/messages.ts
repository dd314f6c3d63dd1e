import type { Offset } from "#commit-log/record-batch";
import type { GroupError } from "#consumer-groups/messages";
import type { EpochEnd } from "#replication/lineage";
import type { ReplicaError } from "#replication/messages";
import type { Commit } from "./group-record";
import type { Place } from "./offsets";

/** What consumers and brokers say to each other about offsets. Nothing to write here. */
export const OFFSETS_SERVICE = "offsets";

/** Whose word it is. Somebody outside of any group has generation -1 and no name: an operator. */
export interface Speaker {
  group: string;
  member: string;
  instance?: string;
  generation: number;
}

export interface Committing extends Place {
  offset: Offset;
  leaderEpoch: number;
  metadata: string;
}

export type OffsetError =
  | GroupError
  | ReplicaError
  /** This leader doesn't know yet how far its log may be read: it has only begun. */
  | "OFFSET_NOT_AVAILABLE";

export type OffsetQuestion =
  | ({ type: "commit"; offsets: readonly Committing[] } & Speaker)
  /** What was committed: of these partitions, or of all. */
  | ({ type: "fetch"; places: readonly Place[] | "all" } & Speaker)
  /** Where a partition begins and ends, and where an epoch ends in it. */
  | { type: "bounds"; partition: string; epoch: number }
  /** Records, from the leader of this epoch and nobody else. */
  | { type: "read"; partition: string; leaderEpoch: number; offset: Offset; maxBytes: number };

export type OffsetReply =
  | { type: "committed"; error: OffsetError }
  | { type: "fetched"; error: OffsetError; commits: readonly (Place & { commit: Commit | null })[] }
  | ({ type: "bounds"; error: OffsetError } & Bounds)
  | { type: "records"; error: OffsetError; batches: readonly Uint8Array[] };

/** What may be read of a partition. */
export interface Bounds {
  leaderEpoch: number;
  /** The first offset that is there. */
  start: Offset;
  /** Where the next record that becomes readable will be, or behind it: the high watermark. */
  end: Offset;
  /** Where the epoch that was asked about ends, or the newest one before it; null if all are newer. */
  epochEnd: EpochEnd | null;
}

export type ToDesk = { id: number } & OffsetQuestion;
export type FromDesk = { id: number } & OffsetReply;
export type DeskMessage = ToDesk | FromDesk;
