/** A mistake in the course's own files, with the way to mend it. */
export class CourseProblem extends Error {
  /**
   * @param file where, relative to the root
   * @param problem what is wrong
   * @param mend what to do
   */
  constructor(
    readonly file: string,
    readonly problem: string,
    readonly mend: string,
  ) {
    super(`${file}: ${problem}. To mend it: ${mend}`);
    this.name = "CourseProblem";
  }
}
