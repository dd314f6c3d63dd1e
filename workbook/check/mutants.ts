import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Mutant } from "#lab/testing/mutant";
import type { Chapter } from "../course/course";
import { runAll } from "../run/pool";
import type { Verdict } from "../run/verdict";
import type { Check, Finding } from "./finding";
import { writeMutant } from "./workshop";

/** A chapter has this many at least. */
const AT_LEAST = 6;

interface Planted {
  chapter: Chapter;
  mutant: Mutant;
  /** The folder of the edited solution, or why it couldn't be made. */
  folder?: string;
  misfit?: string;
}

/** The tests can tell a wrong program from a right one. */
export const mutants: Check = {
  name: "mutants",
  proves: "every mutant of every chapter dies in its step, and every chapter has six or more",
  perChapter: true,
  run: async ({ root, chapters }, progress) => {
    const lists = await Promise.all(chapters.map((chapter) => loadMutants(root, chapter)));
    const tooFew = chapters.flatMap((chapter, index) => judgeCount(chapter, lists[index]!));
    const planted = chapters.flatMap((chapter, index) =>
      lists[index]!.map((mutant) => plant(root, chapter, mutant)),
    );

    const alive = planted.filter((each) => each.folder !== undefined);
    let done = 0;
    const verdicts = await runAll(
      root,
      alive.map(({ chapter, mutant, folder }) => ({
        testFiles: [chapter.steps.find((step) => step.key === mutant.step)!.testFile],
        conditions: ["reference"],
        replace: { [chapter.slug]: folder! },
        bail: true,
      })),
      { onDone: () => progress(++done, alive.length) },
    );
    const judged = alive.flatMap((each, index) => judge(each, verdicts[index]!));
    const misfits = planted.filter((each) => each.misfit !== undefined).map(misfitFinding);
    return { passed: alive.length - judged.length, findings: [...tooFew, ...misfits, ...judged] };
  },
};

async function loadMutants(root: string, chapter: Chapter): Promise<Mutant[]> {
  const file = join(root, "tests", chapter.name, "mutants.ts");
  if (!existsSync(file)) return [];
  const module = (await import(pathToFileURL(file).href)) as { mutants: Mutant[] };
  return module.mutants;
}

function judgeCount(chapter: Chapter, list: Mutant[]): Finding[] {
  const where = `tests/${chapter.name}/mutants.ts`;
  const twice = list.find((mutant, index) => list.findIndex(({ id }) => id === mutant.id) !== index);
  return [
    ...(list.length >= AT_LEAST
      ? []
      : [{ where, problem: `has ${list.length} mutants`, mend: `think of ${AT_LEAST} mistakes at least` }]),
    ...(twice === undefined
      ? []
      : [{ where, problem: `has ${twice.id} twice`, mend: "give each an id of its own" }]),
  ];
}

function plant(root: string, chapter: Chapter, mutant: Mutant): Planted {
  if (!chapter.steps.some((step) => step.key === mutant.step)) {
    return { chapter, mutant, misfit: `names step ${mutant.step}, which isn't there` };
  }
  if (!chapter.files.includes(mutant.file)) {
    return { chapter, mutant, misfit: `edits ${mutant.file}, which isn't there` };
  }
  try {
    return { chapter, mutant, folder: writeMutant(root, chapter, mutant) };
  } catch (error) {
    return { chapter, mutant, misfit: (error as Error).message };
  }
}

function misfitFinding({ chapter, mutant, misfit }: Planted): Finding {
  return {
    where: `tests/${chapter.name}/mutants.ts, ${mutant.id}`,
    problem: misfit!,
    mend: "fit the mutant to the solution as it is now",
  };
}

function judge({ chapter, mutant }: Planted, verdict: Verdict): Finding[] {
  const where = `tests/${chapter.name}/mutants.ts, ${mutant.id}`;
  if (verdict.outcome === "passed") {
    return [
      {
        where,
        problem: `survives step ${mutant.step}: ${mutant.mistake}`,
        mend: "write the test that tells it from a right program",
      },
    ];
  }
  if (verdict.trouble !== undefined && verdict.trouble.kind !== "timeout") {
    return [
      {
        where,
        problem: `is no program: ${JSON.stringify(verdict.trouble)}`,
        mend: "make it run, and be wrong",
      },
    ];
  }
  return [];
}
