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
