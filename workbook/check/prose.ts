import { existsSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { stepHeading, type Chapter, type Course } from "../course/course";
import { parseQuiz } from "../course/quiz";
import { CourseProblem } from "../course/problem";
import { headingSlug } from "../course/slug";
import type { Check, CheckResult, Finding } from "./finding";

const CONTAINERS = ["closer-look", "predict", "note"];

/** Prose, hints and quiz are whole: sections, links, anchors, footnotes, boxes. */
export const prose: Check = {
  name: "prose",
  proves: "every step has its section, and links, anchors, footnotes, boxes and quizzes are whole",
  run: (course) => {
    const parts = [
      ...course.chapters.flatMap((chapter) => chapterParts(course, chapter)),
      ...pages(course, ["README.md", "CONTRIBUTING.md", "docs/glossary.md"]),
    ];
    return parts.reduce<CheckResult>(
      (sum, part) => ({
        passed: sum.passed + part.passed,
        findings: [...sum.findings, ...part.findings],
      }),
      { passed: 0, findings: [] },
    );
  },
};

function chapterParts(course: Course, chapter: Chapter): CheckResult[] {
  const folder = `chapters/${chapter.name}`;
  return [
    checkSteps(course, chapter),
    checkQuiz(course.root, `${folder}/quiz.md`),
    ...pages(
      course,
      ["README.md", "hints.md", "quiz.md"].map((file) => `${folder}/${file}`),
    ),
  ];
}

/** Checks those of these pages that are there; whoever needs one misses it by itself. */
function pages({ root }: Course, files: readonly string[]): CheckResult[] {
  return files.filter((file) => existsSync(join(root, file))).map((file) => checkMarkdown(root, file));
}

function checkSteps(course: Course, chapter: Chapter): CheckResult {
  const where = `chapters/${chapter.name}/README.md`;
  const headings = chapter.prose.split("\n").filter((line) => line.startsWith("## Step "));
  const wanted = chapter.steps.map((step) => `## ${stepHeading(step.number, step.title)}`);
  const findings: Finding[] = [];
  if (headings.join("\n") !== wanted.join("\n")) {
    findings.push({
      where,
      problem: `its sections are ${JSON.stringify(headings)}`,
      mend: `make them ${JSON.stringify(wanted)}, as the front matter has the steps`,
    });
  }
  for (const step of chapter.steps) {
    for (const file of step.files.filter((each) => !chapter.files.includes(each))) {
      findings.push({
        where,
        problem: `step ${step.key} names ${file}, and the solution has no such file`,
        mend: "correct `files` in the front matter",
      });
    }
  }
  for (const slug of chapter.prerequisites) {
    const place = course.chapters.findIndex((each) => each.slug === slug);
    if (place === -1 || place >= course.chapters.indexOf(chapter)) {
      findings.push({
        where,
        problem: `prerequisite ${slug} is no earlier chapter`,
        mend: "correct `prerequisites` in the front matter",
      });
    }
  }
  return { passed: findings.length === 0 ? chapter.steps.length : 0, findings };
}

function checkQuiz(root: string, file: string): CheckResult {
  try {
    if (!existsSync(join(root, file)))
      throw new CourseProblem(file, "is missing", "write at least three questions");
    return { passed: parseQuiz(readFileSync(join(root, file), "utf8"), file).length, findings: [] };
  } catch (error) {
    if (!(error instanceof CourseProblem)) throw error;
    return { passed: 0, findings: [{ where: error.file, problem: error.problem, mend: error.mend }] };
  }
}

/** Checks one Markdown file's links, anchors, footnotes and containers. Code is passed over. */
export function checkMarkdown(root: string, file: string): CheckResult {
  const text = withoutCode(readFileSync(join(root, file), "utf8"));
  const findings = [
    ...brokenLinks(root, file, text),
    ...looseFootnotes(file, text),
    ...brokenBoxes(file, text),
  ];
  return { passed: findings.length === 0 ? 1 : 0, findings };
}

function withoutCode(markdown: string): string {
  return markdown.replace(/^(```+)[\s\S]*?^\1/gm, "").replace(/`[^`\n]*`/g, "``");
}

function brokenLinks(root: string, file: string, text: string): Finding[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target]) => {
    if (/^[a-z]+:/.test(target!)) return [];
    const [path, anchor] = target!.split("#");
    const linked =
      path === "" ? file : posix.join(posix.normalize(dirname(file).replaceAll("\\", "/")), path!);
    if (!existsSync(join(root, linked))) {
      return [{ where: file, problem: `links to ${target}, which isn't there`, mend: "correct the link" }];
    }
    if (anchor !== undefined && !anchorsOf(join(root, linked)).has(anchor)) {
      return [{ where: file, problem: `links to ${target}: no such heading`, mend: "correct the anchor" }];
    }
    return [];
  });
}

function anchorsOf(path: string): Set<string> {
  const headings = withoutCode(readFileSync(path, "utf8")).matchAll(/^#{1,6} (.+)$/gm);
  return new Set([...headings].map(([, heading]) => headingSlug(heading!)));
}

function looseFootnotes(file: string, text: string): Finding[] {
  const defined = new Set([...text.matchAll(/^\[\^([^\]]+)\]:/gm)].map(([, id]) => id!));
  const used = new Set([...text.matchAll(/\[\^([^\]]+)\](?!:)/g)].map(([, id]) => id!));
  const undefinedOnes = [...used].filter((id) => !defined.has(id));
  const unused = [...defined].filter((id) => !used.has(id));
  return [
    ...undefinedOnes.map((id) => ({
      where: file,
      problem: `footnote ${id} has no text`,
      mend: `add [^${id}]: …`,
    })),
    ...unused.map((id) => ({
      where: file,
      problem: `footnote ${id} is never used`,
      mend: "use it, or delete it",
    })),
  ];
}

function brokenBoxes(file: string, text: string): Finding[] {
  const findings: Finding[] = [];
  let open: string | undefined;
  for (const [, name = ""] of text.matchAll(/^::: ?(\S*).*$/gm)) {
    if (open === undefined && CONTAINERS.includes(name)) open = name;
    else if (open !== undefined && name === "") open = undefined;
    else {
      findings.push({
        where: file,
        problem: `::: ${name} is no box, or stands within another`,
        mend: `use ${CONTAINERS.join(", ")}, and close each with :::`,
      });
    }
  }
  if (open !== undefined) {
    findings.push({ where: file, problem: `the box ${open} is never closed`, mend: "close it with :::" });
  }
  return findings;
}
