import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";

/** What TypeScript finds wrong. */
export interface TypeProblem {
  /** Relative to the root, with forward slashes. */
  file: string;
  /** From 1, both. */
  line: number;
  column: number;
  /** TypeScript's number, 2322 for TS2322. */
  code: number;
  /** As TypeScript says it, with what follows from it on lines of its own. */
  message: string;
}

/** What the process behind a checker is asked, and what it answers. */
export interface CheckRequest {
  id: number;
  /** Relative to the root. */
  files: string[];
  conditions: string[];
}
export interface CheckAnswer {
  id: number;
  problems: TypeProblem[];
}

/** The first check reads TypeScript's libraries and may take seconds; none should take longer than this, in ms. */
const LIMIT_MS = 30_000;

/**
 * Checks types beside the runs, in a process that keeps what it knows: after the first check one takes as long as the
 * changed files need. It stays out of the way of a verdict: whatever happens to the process, a check resolves.
 */
export class TypeChecker {
  readonly #root: string;
  readonly #folder: string;
  readonly #waiting = new Map<number, (problems: TypeProblem[]) => void>();
  #child: ChildProcess | undefined;
  #lastId = 0;
  #closed = false;

  /**
   * @param root the workbook's root folder, with the tsconfig.json that applies
   * @param folder the checker's own files, the root's `workbook/types` as a rule
   */
  constructor(root: string, folder = path.join(root, "workbook", "types")) {
    this.#root = root;
    this.#folder = folder;
    this.#start();
  }

  /** Of the process, for as long as there is one. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * Checks files as they are on the disk now. Files that aren't there are left out.
   *
   * @param files relative to the root
   * @param conditions the import conditions: see jest-base.js
   * @returns the problems in these files, none where the check itself failed
   */
  check(files: string[], conditions: string[]): Promise<TypeProblem[]> {
    if (this.#closed) return Promise.resolve([]);
    const child = this.#child ?? this.#start();
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      const timer = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
      this.#waiting.set(id, (problems) => {
        clearTimeout(timer);
        resolve(problems);
      });
      child.send({ id, files, conditions } satisfies CheckRequest, () => undefined);
    });
  }

  /** Ends the process; checks that still wait resolve without problems. */
  async close(): Promise<void> {
    this.#closed = true;
    const child = this.#child;
    if (child === undefined) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  }

  #start(): ChildProcess {
    const args = ["--import", "tsx", path.join(this.#folder, "check-process.ts"), this.#root];
    const child = spawn(process.execPath, args, {
      // Where tsx is found; the root may be a folder without packages.
      cwd: this.#folder,
      env: { ...process.env, NODE_OPTIONS: "" },
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      windowsHide: true,
    });
    child.on("message", ({ id, problems }: CheckAnswer) => this.#settle(id, problems));
    const gone = () => {
      if (this.#child === child) this.#child = undefined;
      for (const id of this.#waiting.keys()) this.#settle(id, []);
    };
    child.on("error", gone).on("exit", gone);
    this.#child = child;
    return child;
  }

  #settle(id: number, problems: TypeProblem[]): void {
    this.#waiting.get(id)?.(problems);
    this.#waiting.delete(id);
  }
}
