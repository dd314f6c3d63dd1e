import { route, type Route } from "./api";
import { INIT_PRODUCER_ID } from "./apis-producers";
import { ErrorCode, type ErrorName } from "./error-codes";

/** Gives out numbers, each once in the life of a cluster. */
export interface ProducerIds {
  /** @param done called when it is certain; never within this call */
  next(done: (error: ErrorName, id: bigint) => void): void;
}

/**
 * A producer asks for a number, by which its batches are known. Nothing to write here: chapter 19 judges the batches.
 * Transactions have nobody here.
 */
export function producerRoutes(ids: ProducerIds): Route[] {
  return [
    route(INIT_PRODUCER_ID, ({ transactionalId }, answer) => {
      const tell = (error: ErrorName, id: bigint): void =>
        answer({ throttleMs: 0, error: ErrorCode[error], id, epoch: error === "NONE" ? 0 : -1 });
      if (transactionalId !== null) tell("INVALID_REQUEST", -1n);
      else ids.next(tell);
    }),
  ];
}
