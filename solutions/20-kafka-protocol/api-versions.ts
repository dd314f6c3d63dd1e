import type { Route } from "./api";
import type { ApiVersionsAnswer } from "./apis-versions";
import { ErrorCode, type ErrorName } from "./error-codes";

/**
 * What this server understands.
 *
 * @param error UNSUPPORTED_VERSION if the client has asked in a version that isn't understood: the answer is then written
 *   in version 0, which everybody can read
 */
export function announce(routes: Iterable<Route>, error: ErrorName = "NONE"): ApiVersionsAnswer {
  // #region write conversation: Each with the versions from which and to which. See `announcedFrom`.
  const apis = Array.from(routes, ({ api: { key, from, announcedFrom = from, to } }) => ({
    key,
    from: announcedFrom,
    to,
  }));
  return { error: ErrorCode[error], apis, throttleMs: 0 };
  // #endregion
}
