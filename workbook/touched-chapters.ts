/**
 * The chapters whose solutions a commit must prove, by folder name: those whose solution or tests are among its
 * files. A learner's own code under chapters/ proves nothing about the solution.
 *
 * @param files staged paths, relative to the root, with forward slashes
 */
export function touchedChapters(files: readonly string[]): string[] {
  const names = files.flatMap((file) => /^(?:solutions|tests)\/(\d\d-[a-z0-9-]+)\//.exec(file)?.[1] ?? []);
  return [...new Set(names)].sort();
}
