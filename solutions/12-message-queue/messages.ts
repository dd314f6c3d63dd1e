import type { Order } from "./order";

/** Under which a queue server can be dialled. */
export const QUEUE_SERVICE = "queue";

/** What producers and consumers say. */
export type ToQueue =
  | { type: "put"; order: Order }
  /** A worker of a group would like one order. */
  | { type: "pull"; group: string }
  /** It has processed what it was given. */
  | { type: "acknowledge"; group: string; lease: number };

/** What the queue server says. */
export type FromQueue =
  | { type: "accepted"; id: number }
  | { type: "refused"; id: number }
  | { type: "delivery"; lease: number; order: Order };

export type QueueMessage = ToQueue | FromQueue;
