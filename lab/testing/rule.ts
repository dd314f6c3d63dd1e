/** Between a rule and its source in the name of a describe block. Names with it are split again by the runner. */
export const SOURCE_MARK = " ⟨";

/**
 * A rule that must hold, and the tests that hold it. The runner shows both beside a failure.
 *
 * @param text one sentence: what holds, whatever the implementation
 * @param source where the real system says so: a section of its documentation, a paper, an issue
 */
export function rule(text: string, source: string, tests: () => void): void {
  describe(`${text}${SOURCE_MARK}${source}⟩`, tests);
}
