/** The process behind a TypeChecker: answers one check after another, until its parent is gone. */
import { Language } from "./language";
import type { CheckAnswer, CheckRequest } from "./type-checker";

const language = new Language(process.argv[2] ?? process.cwd());

process.on("message", ({ id, files, conditions }: CheckRequest) => {
  process.send?.({ id, problems: language.check(files, conditions) } satisfies CheckAnswer);
});
process.on("disconnect", () => process.exit());

// Reads TypeScript's libraries before the first check asks for them.
language.check([], []);
