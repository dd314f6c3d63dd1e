/** What a customer has bought. */
export interface Order {
  /** Unique. */
  id: number;
  customer: string;
}

/** One piece of the work that an order sets off, done by somebody else: it takes its time, and it may fail. */
export type Step = (order: Order) => Promise<void>;

/** The pieces of work that an order of the shop sets off. */
export const SERVICES = ["email", "notification", "inventory", "history", "profile", "loyalty"] as const;
