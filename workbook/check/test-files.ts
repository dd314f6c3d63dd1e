import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Course } from "../course/course";
import type { Check, Finding } from "./finding";

/** A test that is switched off, or one that switches the others off. */
const SWITCHED =
  /\b(?:it|test|describe|rule)(?:\.\w+)*\.(?:skip|only|todo|failing)\b|\b(?:xit|xtest|xdescribe|fit|fdescribe)\b\s*[(.]/;

/** Every step has its test file, every test file its step, and every test runs. */
export const testFiles: Check = {
  name: "test files",
  proves: "every step has its test file, every test file its step, and no test is skipped",
  run: (course) => {
    const files = listTests(course.root, "tests");
    const findings = [
      ...missingTests(course),
      ...files.filter((file) => isStray(course, file)).map(stray),
      ...files.flatMap((file) => switchedOff(course.root, file)),
    ];
    return {
      passed: files.length - new Set(findings.map((finding) => finding.where.split(":")[0])).size,
      findings,
    };
  },
};

function missingTests({ root, chapters }: Course): Finding[] {
  return chapters
    .flatMap((chapter) => chapter.steps)
    .filter((step) => !existsSync(join(root, step.testFile)))
    .map((step) => ({
      where: step.testFile,
      problem: `is missing: step ${step.id} has no tests`,
      mend: "write it, or correct the step's id or place in the chapter's front matter",
    }));
}

function isStray({ chapters }: Course, file: string): boolean {
  if (!/^tests\/\d\d-/.test(file)) return false;
  return !chapters.some((chapter) => chapter.steps.some((step) => step.testFile === file));
}

function stray(file: string): Finding {
  return {
    where: file,
    problem: "belongs to no step",
    mend: "name it <number>-<step id>.test.ts after a step of the chapter's front matter",
  };
}

function switchedOff(root: string, file: string): Finding[] {
  return readFileSync(join(root, file), "utf8")
    .split("\n")
    .flatMap((line, index) => {
      const match = SWITCHED.exec(line.replace(/(["'`]).*?\1/g, '""'));
      if (match === null) return [];
      return [
        { where: `${file}:${index + 1}`, problem: `${match[0]} is left in it`, mend: "let every test run" },
      ];
    });
}

/** All *.test.ts below a folder, relative to the root, with forward slashes. */
function listTests(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return listTests(root, path);
    return entry.name.endsWith(".test.ts") ? [path] : [];
  });
}
