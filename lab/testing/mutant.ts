/**
 * A wrong implementation, as an edit of the right one. `npm run check` proves that the step's tests catch it.
 * An edit of the solution instead of a copy: when the solution changes, a mutant that no longer fits says so.
 */
export interface Mutant {
  /** Unique within the chapter. */
  id: string;
  /** What is wrong, as a sentence. */
  mistake: string;
  /** Where it really happened, or which rule it breaks. */
  source: string;
  /** The step whose tests must catch it. */
  step: string;
  /** The solution's file that is edited. */
  file: string;
  /** Each `find` stands exactly once in the file. */
  edits: { find: string; put: string }[];
}

/** Where a mistake is made, and which step's tests must find it. */
export type Place = Pick<Mutant, "step" | "file">;

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
