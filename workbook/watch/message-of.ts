/** What an error says; anything may be thrown. */
export function messageOf(error: unknown): string {
  const { message } = Object(error) as { message?: unknown };
  return typeof message === "string" && message !== "" ? message : String(error);
}
