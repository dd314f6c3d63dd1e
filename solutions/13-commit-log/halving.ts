/**
 * How many of the first `count` things satisfy `holds`, if those that do come before all that don't. It asks about
 * log2(count) of them.
 */
export function countWhile(count: number, holds: (index: number) => boolean): number {
  // #region write segments: Two bounds that come closer: below one it holds, from the other on it doesn't.
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
  // #endregion
}
