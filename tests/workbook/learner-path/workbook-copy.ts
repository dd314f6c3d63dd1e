import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadCourse } from "#workbook/course/course";
import type { Chapter } from "#workbook/course/course";
import { cutStarter, starterOf } from "#workbook/cut/starters";

const FIRST = "01-znode-tree";
const PARTS = ["package.json", "tsconfig.json", "lab", "workbook", `solutions/${FIRST}`, `tests/${FIRST}`];

/** The workbook with its first chapter, as somebody has it who has just cloned it: all files are starters. */
export class WorkbookCopy {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), "workbook-")));
  readonly chapter: Chapter;

  constructor() {
    const home = process.cwd();
    for (const part of PARTS) cpSync(join(home, part), join(this.root, part), { recursive: true });
    const prose = join("chapters", FIRST);
    mkdirSync(join(this.root, prose), { recursive: true });
    for (const file of ["README.md", "hints.md", "quiz.md"]) {
      cpSync(join(home, prose, file), join(this.root, prose, file));
    }
    symlinkSync(join(home, "node_modules"), join(this.root, "node_modules"), "junction");
    this.chapter = loadCourse(this.root).chapters[0]!;
    for (const file of this.chapter.files) this.write(file, starterOf(this.root, this.chapter, file));
  }

  /** What a learner has in a file who has written some steps well. */
  written(file: string, ...steps: string[]): string {
    const solution = join("solutions", FIRST, file);
    return cutStarter(readFileSync(join(this.root, solution), "utf8"), solution, steps);
  }

  read(file: string): string {
    return readFileSync(this.path(file), "utf8");
  }

  /** Saves a file of the chapter, as an editor does. */
  write(file: string, text: string): void {
    writeFileSync(this.path(file), text);
  }

  delete(file: string): void {
    rmSync(this.path(file));
  }

  remove(): void {
    // On Windows a process that has just ended may still hold files for a moment.
    rmSync(this.root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }

  path(file: string): string {
    return join(this.root, "chapters", FIRST, file);
  }
}
