import type { Codec, Dialect } from "./codec";

/** One kind of request: its number, its versions, and what is asked and answered in each of them. */
export interface Api<Q, A> {
  key: number;
  /** The versions that are understood, both ends included. */
  from: number;
  to: number;
  /** Says that it understands from here on, though it doesn't: see Produce. */
  announcedFrom?: number;
  /** The first version that is flexible. */
  flexibleFrom: number;
  request: Codec<Q>;
  response: Codec<A>;
}

/** Whoever has asked, and how. */
export interface Asker {
  version: number;
  clientId: string | null;
  /** The address and port that it comes from. */
  peer: string;
}

/** @param answer called once, may be much later; with undefined nobody is told anything */
export type Handler<Q, A> = (request: Q, answer: (answer: A | undefined) => void, asker: Asker) => void;

/** An API, and who answers it. */
export interface Route {
  api: Api<unknown, unknown>;
  handle: Handler<unknown, unknown>;
}

export function route<Q, A>(api: Api<Q, A>, handle: Handler<Q, A>): Route {
  return { api, handle: handle as Handler<unknown, unknown> };
}

/** How a version of an API is written. */
export function dialectOf({ flexibleFrom }: { flexibleFrom: number }, version: number): Dialect {
  return { version, isFlexible: version >= flexibleFrom };
}
