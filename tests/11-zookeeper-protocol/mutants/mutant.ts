import type { Mutant } from "#lab/testing/mutant";

/** Where a mistake is made, and which step's tests must find it. */
export interface Place {
  step: string;
  file: string;
}

/** Shorter to write than the plain object, as there are so many. */
export function mutant(
  place: Place,
  id: string,
  mistake: string,
  source: string,
  ...edits: [find: string, put: string][]
): Mutant {
  return { ...place, id, mistake, source, edits: edits.map(([find, put]) => ({ find, put })) };
}
