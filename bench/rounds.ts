import { median } from "./quantile";

/** One of the sizes that are compared, ready to be measured again and again. */
export interface Candidate<F> {
  size: number;
  measure(): Promise<F>;
}

/**
 * Measures all candidates in turn, several times, so that whatever else the machine does befalls all of them; first once
 * for nothing, until the code is compiled.
 *
 * @returns for each candidate the median of each figure
 */
export async function measureInTurn<F extends Record<string, number>>(
  candidates: readonly Candidate<F>[],
  rounds: number,
): Promise<(F & { size: number })[]> {
  const measured = candidates.map(() => [] as F[]);
  for (let round = 0; round <= rounds; round++) {
    for (const [index, candidate] of candidates.entries()) {
      const figures = await candidate.measure();
      if (round > 0) measured[index]!.push(figures);
    }
  }
  return candidates.map(({ size }, index) => {
    const all = measured[index]!;
    const names = Object.keys(all[0]!);
    const medians = names.map((name) => [name, median(all.map((figures) => figures[name]!))]);
    return { size, ...(Object.fromEntries(medians) as F) };
  });
}

/** So often a small one is done within one measurement, that garbage is collected in it as in that of the largest. */
export function repeatsFor(size: number, largest: number): number {
  return Math.min(64, Math.ceil(largest / size));
}
