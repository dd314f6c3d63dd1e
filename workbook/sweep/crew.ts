import { type ChildProcess, fork } from "node:child_process";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Answers, Job, Message, Request } from "./jobs";
import type { ChapterFolder, Code } from "./options";

export interface CrewOptions {
  /** The workbook's root. */
  root: string;
  /** The folder of this tool. */
  engine: string;
  chapter: ChapterFolder;
  code: Code;
  size: number;
  /** Most ms of real time for one run; a program that takes longer is stuck. */
  runMs: number;
}

/** Most ms until a worker has loaded the scenarios and begins. */
const LOAD_MS = 60_000;

/** A worker could not go on. */
export class CrewProblem extends Error {
  override readonly name = "CrewProblem";
}

/** One run has taken longer than any run may: the code under test loops without end. */
export class Stuck extends Error {
  override readonly name = "Stuck";
  /** @param run as `--replay` takes it */
  constructor(readonly run: string) {
    super(`the run ${run} does not end`);
  }
}

/** Worker processes that do jobs, each one at a time. */
export class Crew {
  private readonly workers: Worker[];

  constructor(options: CrewOptions) {
    this.workers = Array.from({ length: options.size }, () => new Worker(options));
  }

  /** Has one worker do one job. */
  do<J extends Job>(job: J): Promise<Answers[J["kind"]]> {
    return this.workers[0]!.do(job);
  }

  /**
   * Has all workers do jobs, until there are none left.
   * @param next the next job; undefined if there is none
   */
  async doAll<J extends Job>(
    next: () => J | undefined,
    answered: (job: J, answer: Answers[J["kind"]]) => void,
  ): Promise<void> {
    await Promise.all(
      this.workers.map(async (worker) => {
        for (let job = next(); job !== undefined; job = next()) answered(job, await worker.do(job));
      }),
    );
  }

  dismiss(): void {
    for (const worker of this.workers) worker.end();
  }
}

class Worker {
  private readonly child: ChildProcess;
  private jobs = 0;
  private errors = "";

  constructor(private readonly options: CrewOptions) {
    const { root, engine, chapter, code } = options;
    const here = path.join(engine, "inside");
    const scenarios = path.join(root, "tests", chapter.name, "scenarios.ts");
    const tsx = createRequire(path.join(engine, "x.js")).resolve("tsx");
    const conditions = conditionsFor(root, chapter, code).map((name) => `--conditions=${name}`);
    const isFolder = code.kind === "folder";
    const hook = isFolder ? ["--import", pathToFileURL(path.join(here, "alternative.js")).href] : [];
    this.child = fork(path.join(here, "worker.ts"), [scenarios], {
      cwd: root,
      execArgv: [...conditions, "--import", pathToFileURL(tsx).href, ...hook],
      env: {
        ...process.env,
        ...(isFolder && {
          SWEEP_SOLUTION: path.join(root, "solutions", chapter.name),
          SWEEP_ALTERNATIVE: code.folder,
        }),
      },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.child.stderr!.on(
      "data",
      (text: Buffer) => (this.errors = (this.errors + String(text)).slice(-4000)),
    );
    // Jobs wait with listeners of their own.
    this.child.setMaxListeners(0);
  }

  do<J extends Job>(job: J): Promise<Answers[J["kind"]]> {
    const id = ++this.jobs;
    return new Promise((resolve, reject) => {
      const scenario = "scenario" in job ? `:${job.scenario}` : "";
      let run = "that was to come";
      let patience: NodeJS.Timeout;
      const over = (act: () => void): void => {
        clearTimeout(patience);
        this.child.off("message", hear);
        this.child.off("exit", gone);
        act();
      };
      const wait = (ms: number): void => {
        clearTimeout(patience);
        patience = setTimeout(() => over(() => reject(new Stuck(run))), ms);
      };
      // A replay that fails is shrunk, which is a hundred runs more; they are short, but for the last.
      const patienceMs = this.options.runMs * (job.kind === "seeds" ? 1 : 5);
      const hear = (message: Message): void => {
        if (message.id !== id) return;
        if ("begins" in message) {
          run = message.begins + scenario;
          wait(patienceMs);
        } else if ("problem" in message) over(() => reject(new CrewProblem(message.problem)));
        else over(() => resolve(message.answer as Answers[J["kind"]]));
      };
      const gone = (): void => over(() => reject(new CrewProblem(`a worker ended: ${this.errors.trim()}`)));
      this.child.on("message", hear);
      this.child.on("exit", gone);
      wait(LOAD_MS);
      this.child.send({ id, job } satisfies Request, (error) => error && gone());
    });
  }

  end(): void {
    this.child.kill("SIGKILL");
  }
}

/** The import conditions that choose the code under test; all other chapters are the reference's. */
function conditionsFor(root: string, { slug }: ChapterFolder, code: Code): string[] {
  if (code.kind !== "mine") return ["reference"];
  return readdirSync(path.join(root, "tests"))
    .filter((name) => /^\d\d-/.test(name) && name.slice(3) !== slug)
    .map((name) => `reference:${name.slice(3)}`);
}
