import { cpSync, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Chapter } from "../course/course";
import { runAll } from "../run/pool";
import { describeVerdict } from "./describe-verdict";
import type { Check } from "./finding";
import { workshopFolder } from "./workshop";

/** The tests accept correct programs of another shape: the second solutions that some chapters have. */
export const alternatives: Check = {
  name: "alternatives",
  proves:
    "every second solution passes every step, so the tests ask for what must hold and not for one way to it",
  perChapter: true,
  run: async ({ root, chapters }, progress) => {
    const items = chapters.flatMap((chapter) =>
      namesOf(root, chapter).flatMap((name) => {
        const folder = wholeFolder(root, chapter, name);
        return chapter.steps.map((step) => ({ chapter, name, folder, step }));
      }),
    );
    let done = 0;
    const verdicts = await runAll(
      root,
      items.map(({ chapter, folder, step }) => ({
        testFiles: [step.testFile],
        conditions: ["reference"],
        replace: { [chapter.slug]: folder },
      })),
      { onDone: () => progress(++done, items.length) },
    );
    const findings = items.flatMap(({ chapter, name, step }, index) => {
      const verdict = verdicts[index]!;
      if (verdict.outcome === "passed") return [];
      return [
        {
          where: `tests/${chapter.name}/alternatives/${name}, step ${step.key}`,
          problem: `is refused: ${describeVerdict(verdict)}`,
          mend: `let ${step.testFile} accept it, or correct it if it is wrong`,
        },
      ];
    });
    return { passed: items.length - findings.length, findings };
  },
};

function namesOf(root: string, chapter: Chapter): string[] {
  const folder = join(root, "tests", chapter.name, "alternatives");
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

/** An alternative has only the files that differ: the others are the solution's. */
function wholeFolder(root: string, chapter: Chapter, name: string): string {
  const folder = workshopFolder(root, `${chapter.slug}/alternative-${name}`);
  cpSync(join(root, "solutions", chapter.name), folder, { recursive: true });
  cpSync(join(root, "tests", chapter.name, "alternatives", name), folder, { recursive: true });
  return folder;
}
