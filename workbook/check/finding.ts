import type { Course } from "../course/course";

/** Something that doesn't fit together, and how to mend it. */
export interface Finding {
  /** Where: a path relative to the root, perhaps with a line or a step. */
  where: string;
  problem: string;
  mend: string;
}

/** What a check says: how many things it looked at that were fine, and those that weren't. */
export interface CheckResult {
  passed: number;
  findings: Finding[];
}

/** One check of `npm run check`. */
export interface Check {
  name: string;
  /** What it proves, as a sentence. */
  proves: string;
  /** Whether it looks at each chapter by itself and takes long: then one chapter can be checked alone. */
  perChapter?: true;
  run(course: Course, progress: (done: number, total: number) => void): CheckResult | Promise<CheckResult>;
}

/** A check of independent items: each is fine, or says what is wrong. */
export function examine<Item>(
  items: readonly Item[],
  look: (item: Item) => Finding | undefined,
): CheckResult {
  const findings = items.map(look).filter((finding) => finding !== undefined);
  return { passed: items.length - findings.length, findings };
}
