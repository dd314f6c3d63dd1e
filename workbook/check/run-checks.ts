import { loadCourse, type Course } from "../course/course";
import { CourseProblem } from "../course/problem";
import { alternatives } from "./alternatives";
import { compile } from "./compile";
import { cuts } from "./cuts";
import type { Check, CheckResult, Finding } from "./finding";
import { mutants } from "./mutants";
import { prose } from "./prose";
import { steps } from "./steps";
import { testFiles } from "./test-files";
import { clearWorkshop } from "./workshop";

/** In order of their cost. */
const CHECKS: Check[] = [prose, testFiles, cuts, compile, steps, alternatives, mutants];

/**
 * Proves that chapters, solutions, tests and prose agree, and says how to mend what doesn't.
 *
 * @param only names of checks or slugs of chapters; none means all
 * @returns the exit code: 0, 1 where something was found, 2 where the arguments aren't understood
 */
export async function runChecks(root: string, only: readonly string[]): Promise<number> {
  let course: Course;
  try {
    course = loadCourse(root);
  } catch (error) {
    if (!(error instanceof CourseProblem)) throw error;
    console.log(describe({ where: error.file, problem: error.problem, mend: error.mend }));
    console.log("\n0 passed, 1 failed");
    return 1;
  }
  const names = CHECKS.map((check) => check.name.replace(" ", "-"));
  const slugs = course.chapters.map((chapter) => chapter.slug);
  const unknown = only.find((name) => !names.includes(name) && !slugs.includes(name));
  if (unknown !== undefined) {
    console.error(
      `There is no check or chapter "${unknown}". Checks: ${names.join(", ")}. Chapters: ${slugs.join(", ")}.`,
    );
    return 2;
  }
  const checks = CHECKS.filter((_, index) => only.includes(names[index]!));
  const chapters = course.chapters.filter((chapter) => only.includes(chapter.slug));
  return runSelected(
    course,
    chapters.length > 0 ? chapters : course.chapters,
    checks.length > 0 ? checks : CHECKS,
  );
}

async function runSelected(
  course: Course,
  chapters: Course["chapters"],
  checks: readonly Check[],
): Promise<number> {
  let passed = 0;
  let failed = 0;
  try {
    for (const check of checks) {
      const result = await runOne(check.perChapter === true ? { ...course, chapters } : course, check);
      passed += result.passed;
      failed += result.findings.length;
    }
  } finally {
    clearWorkshop(course.root);
  }
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function runOne(course: Course, check: Check): Promise<CheckResult> {
  const result = await check.run(course, (done, total) => drawProgress(check.name, done, total));
  if (process.stdout.isTTY) process.stdout.write("\r\u001b[K");
  const mark = result.findings.length === 0 ? "ok  " : "FAIL";
  console.log(`${mark}  ${check.name}: ${check.proves} (${result.passed})`);
  for (const finding of result.findings) console.log(describe(finding));
  return result;
}

function describe({ where, problem, mend }: Finding): string {
  return `      ${where}\n        ${problem}\n        to mend it: ${mend}`;
}

function drawProgress(name: string, done: number, total: number): void {
  if (!process.stdout.isTTY) return;
  const width = 30;
  const filled = Math.round((done / total) * width);
  process.stdout.write(
    `\r${name} ${"█".repeat(filled)}${"░".repeat(width - filled)} ${done}/${total}\u001b[K`,
  );
}
