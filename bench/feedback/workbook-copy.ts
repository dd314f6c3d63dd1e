import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const COPIED = [
  "package.json",
  "tsconfig.json",
  "jest.config.js",
  "chapters",
  "solutions",
  "tests",
  "lab",
  "workbook",
];

/** A workbook in a folder of its own, so that the learner's chapters stay as they are. Its packages are this one's. */
export class WorkbookCopy {
  readonly root = realpathSync(mkdtempSync(path.join(os.tmpdir(), "workbook-bench-")));

  /** @param from the root of the workbook to copy */
  constructor(from: string) {
    for (const name of COPIED) cpSync(path.join(from, name), path.join(this.root, name), { recursive: true });
    symlinkSync(path.join(from, "node_modules"), path.join(this.root, "node_modules"), "junction");
  }

  /** A learner who has got to the end of a chapter. */
  solve(chapter: string): void {
    const [from, to] = ["solutions", "chapters"].map((side) => path.join(this.root, side, chapter));
    cpSync(from ?? "", to ?? "", { recursive: true });
  }

  write(file: string, text: string): void {
    writeFileSync(path.join(this.root, file), text);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5 });
  }
}
