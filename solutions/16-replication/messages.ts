import type { Offset } from "#commit-log/record-batch";
import type { EpochEnd } from "./lineage";

/** What brokers, publishers and readers of partitions with copies say to each other. Nothing to write here. */

export const REPLICA_SERVICE = "replicas";

export type ReplicaError =
  | "NONE"
  | "UNKNOWN_TOPIC_OR_PARTITION"
  | "NOT_LEADER_OR_FOLLOWER"
  /** Whoever asks believes in an older epoch. */
  | "FENCED_LEADER_EPOCH"
  /** Whoever asks knows of a newer epoch than whoever is asked. */
  | "UNKNOWN_LEADER_EPOCH"
  | "CORRUPT_MESSAGE"
  | "OFFSET_OUT_OF_RANGE"
  /** Too few are in sync: nothing was written. */
  | "NOT_ENOUGH_REPLICAS"
  /** Too few are in sync, and it was written. */
  | "NOT_ENOUGH_REPLICAS_AFTER_APPEND"
  /** Chapter 19: a batch before it is missing, or it is an old one. */
  | "OUT_OF_ORDER_SEQUENCE_NUMBER"
  /** Chapter 19: its publisher has begun anew since. */
  | "INVALID_PRODUCER_EPOCH";

/**
 * 0: no answer at all. 1: when the leader's log has it. "all": when the logs of all have it that are in sync.
 * Kafka writes -1 for "all".
 */
export type Acks = 0 | 1 | "all";

export type ToReplica = { id: number; partition: string } & (
  | { type: "produce"; batch: Uint8Array; acks: Acks }
  | { type: "read"; offset: Offset; maxBytes: number }
  /** A follower asks where an epoch ends. */
  | { type: "end-of-epoch"; currentEpoch: number; epoch: number }
  /** A follower asks for more. It has everything before this offset, durable. */
  | { type: "replicate"; currentEpoch: number; replica: string; offset: Offset; maxBytes: number }
);

/** A question without its number and its partition. */
export type Question = WithoutAddress<ToReplica>;

type WithoutAddress<T> = T extends unknown ? Omit<T, "id" | "partition"> : never;

export type FromReplica = { id: number; error: ReplicaError } & (
  | { type: "produced"; baseOffset: Offset }
  | { type: "records"; batches: readonly Uint8Array[]; startOffset: Offset; highWatermark: Offset }
  | { type: "epoch-end"; answer: EpochEnd | undefined }
);

export type ReplicaMessage = ToReplica | FromReplica;
