/** Of what the learner's code prints. */
export const KEPT_BYTES = 64 * 1024;

/** Of one text in a report: an error's message, a printed value. In characters. */
export const TEXT_LENGTH = 8 * 1024;

/** Of an async test, as a part of the request's time limit: Jest then says which test it was and goes on. */
export const TEST_SHARE = 0.3;
