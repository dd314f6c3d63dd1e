import type { Offset } from "#commit-log/record-batch";

/** What publishers, subscribers and a broker say to each other. Nothing to write here. */

/** Under which a broker can be dialled. */
export const BROKER_SERVICE = "broker";

/** What came of a request, by the protocol's names. */
export type ErrorCode =
  | "NONE"
  | "INVALID_TOPIC_EXCEPTION"
  | "INVALID_PARTITIONS"
  | "TOPIC_ALREADY_EXISTS"
  | "UNKNOWN_TOPIC_OR_PARTITION"
  | "CORRUPT_MESSAGE"
  | "INVALID_RECORD"
  | "MESSAGE_TOO_LARGE"
  | "OFFSET_OUT_OF_RANGE"
  /** No memory for it now: try again later. */
  | "THROTTLING_QUOTA_EXCEEDED"
  /** Said by a publisher to itself: nobody has answered in time, and nobody knows what became of it. */
  | "REQUEST_TIMED_OUT";

/** A place in a topic. */
export interface TopicPartition {
  topic: string;
  partition: number;
}

export interface TopicRequest {
  /** `grow` gives a topic more partitions than it has. */
  type: "create" | "grow";
  id: number;
  topic: string;
  partitions: number;
}

export interface ProduceRequest extends TopicPartition {
  type: "produce";
  id: number;
  batch: Uint8Array;
  /** 0: there is no answer. 1: the broker answers when it has the batch. */
  acks: 0 | 1;
}

export interface FetchRequest {
  type: "fetch";
  id: number;
  positions: readonly (TopicPartition & { offset: Offset })[];
  /** With less than this the broker may wait before it answers. */
  minBytes: number;
  /** About how much is wanted. One batch is given, however large. */
  maxBytes: number;
  /** How long the broker may wait, in ms. */
  maxWaitMs: number;
}

export type ToBroker = TopicRequest | ProduceRequest | FetchRequest;

/** What a partition has from an offset on. */
export interface FetchedPartition extends TopicPartition {
  error: ErrorCode;
  /** The first offset that can be read, and the one behind the last. */
  startOffset: Offset;
  endOffset: Offset;
  /** As the publishers made them. The first may begin before the offset that was asked for. */
  batches: readonly Uint8Array[];
}

export type FromBroker =
  | { type: "created" | "grown"; id: number; error: ErrorCode }
  | { type: "produced"; id: number; error: ErrorCode; baseOffset: Offset }
  | { type: "fetched"; id: number; partitions: readonly FetchedPartition[] };

export type BrokerMessage = ToBroker | FromBroker;
