import type { Api } from "./api";
import { INT16, INT32, INT64, NULLABLE_STRING, type Of, since, struct } from "./codec";

const request = struct({
  transactionalId: NULLABLE_STRING,
  timeoutMs: INT32,
  /** What it had before; -1: nothing. */
  id: since(3, INT64, -1n),
  epoch: since(3, INT16, -1),
});
const response = struct({ throttleMs: INT32, error: INT16, id: INT64, epoch: INT16 });

export type InitProducerIdRequest = Of<typeof request>;
export type InitProducerIdAnswer = Of<typeof response>;
export const INIT_PRODUCER_ID: Api<InitProducerIdRequest, InitProducerIdAnswer> = {
  key: 22,
  from: 0,
  to: 4,
  flexibleFrom: 2,
  request,
  response,
};
