import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { cutProse, cutStarters, isFresh } from "../cut/write-cuts";
import { examine, type Check } from "./finding";

const MEND = "run `npm run starters` and read the difference";

/** Starters and the code in the prose are what the solutions say. */
export const cuts: Check = {
  name: "cuts",
  proves: "every starter and every snippet is as the solutions have it",
  run: (course) => {
    const { root, chapters } = course;
    const starters = examine(cutStarters(course), (cut) =>
      isFresh(root, cut) ? undefined : { where: cut.file, problem: "differs from its cut", mend: MEND },
    );
    const prose = examine(cutProse(course), (cut) =>
      isFresh(root, cut)
        ? undefined
        : { where: cut.file, problem: "shows code or output as it no longer is", mend: MEND },
    );
    const strays = chapters.flatMap((chapter) => {
      const folder = join(root, "chapters", chapter.name);
      const known = new Set(chapter.files);
      const found = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".ts")) : [];
      return found
        .filter((file) => !known.has(file))
        .map((file) => ({
          where: `chapters/${chapter.name}/${file}`,
          problem: "is a starter without a solution",
          mend: "add the solution, or delete the starter",
        }));
    });
    return {
      passed: starters.passed + prose.passed,
      findings: [...starters.findings, ...prose.findings, ...strays],
    };
  },
};
