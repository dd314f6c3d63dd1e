/**
 * What came of an attempt: `"accepted"`, or the protocol's name of the error that refused it (its `reason`).
 * An error without a reason is no refusal: it goes on to the test.
 */
export function refusalOf(attempt: () => unknown): string {
  try {
    attempt();
    return "accepted";
  } catch (error) {
    if (error instanceof Error && "reason" in error) return String(error.reason);
    throw error;
  }
}
