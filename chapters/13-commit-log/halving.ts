/**
 * How many of the first `count` things satisfy `holds`, if those that do come before all that don't. It asks about
 * log2(count) of them.
 */
export function countWhile(count: number, holds: (index: number) => boolean): number {
  // Write here (step segments): Two bounds that come closer: below one it holds, from the other on it doesn't.
  throw new Error("Not written yet (step segments)");
}
