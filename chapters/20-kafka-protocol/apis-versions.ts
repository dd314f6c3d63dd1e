import type { Api } from "./api";
import { array, INT16, INT32, NULLABLE_STRING, type Of, since, struct } from "./codec";
import { API_VERSIONS_KEY } from "./headers";

const request = struct({
  softwareName: since<string | null>(3, NULLABLE_STRING, null),
  softwareVersion: since<string | null>(3, NULLABLE_STRING, null),
});

const response = struct({
  error: INT16,
  apis: array(struct({ key: INT16, from: INT16, to: INT16 })),
  throttleMs: since(1, INT32, 0),
});

export type ApiVersionsAnswer = Of<typeof response>;

export const API_VERSIONS: Api<Of<typeof request>, ApiVersionsAnswer> = {
  key: API_VERSIONS_KEY,
  from: 0,
  to: 3,
  flexibleFrom: 3,
  request,
  response,
};
