/**
 * How a cost grows with a size: twice the size costs 2 to the power of this. 0: it doesn't depend on it; 1: linearly;
 * 2: with the square.
 */
export interface Growth {
  what: string;
  exponent: number;
  /** The most that it may be. */
  limit: number;
}

/** Linear. What is on top of 1 is for noise, and for memory that no longer fits into a cache. */
export const LINEAR = 1.15;

/** @param points of which only the smallest and the largest size count: each a size and its cost */
export function growthOf(
  what: string,
  points: readonly (readonly [size: number, cost: number])[],
  limit = LINEAR,
): Growth {
  const [[size, cost], [largerSize, largerCost]] = [points[0]!, points.at(-1)!];
  return { what, exponent: Math.log(largerCost / cost) / Math.log(largerSize / size), limit };
}

/** Prints it. @returns whether it is within its limit */
export function judge({ what, exponent, limit }: Growth): boolean {
  const ok = exponent <= limit;
  console.log(
    `${ok ? "ok  " : "MISS"} ${what.padEnd(64)} size^${exponent.toFixed(2).padEnd(6)} (at most ${limit})`,
  );
  return ok;
}
