import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, realpathSync } from "node:fs";
import path from "node:path";
import type { Readable, Writable } from "node:stream";
import { Collector } from "./collector";
import { RawOutput } from "./raw-output";
import { ReportReader } from "./report-reader";
import type { Report, RequestLine, Settings } from "./reports";
import { Sources } from "./stack";
import type { RunRequest, Verdict } from "./verdict";

/** Where a process runs and how much it may take. */
export interface ProcessOptions {
  root: string;
  /** The folder with the engine's own files, the root's `workbook/run` as a rule. */
  engine: string;
  /** Where Jest keeps the files that it compiled. */
  cacheDirectory: string;
  /** Of a run without a step forward, in ms. */
  timeoutMs: number;
  /** Of V8's heap, in MB. */
  heapMb: number;
}

const START_MS = 60_000;
/** How much longer than the child's own guard this side waits, should the guard be gone as well. */
const GRACE_MS = 5_000;
/** How long the last reports may take behind the end of a process: a process that it started may hold the pipes. */
const LAST_REPORTS_MS = 300;

interface Run {
  collector: Collector;
  timeoutMs: number;
  /** Whether the child knows of it. */
  sent: boolean;
  timer: NodeJS.Timeout | undefined;
  resolve: (verdict: Verdict) => void;
}

/** A child process with Jest loaded. It serves a run, and more of them while each leaves it as it was. */
export class TestProcess {
  readonly heapMb: number;
  /** Resolves when a run can begin at once; rejects where the process can't start. */
  readonly ready: Promise<void>;
  readonly #options: ProcessOptions;
  readonly #child: ChildProcess;
  readonly #secret = randomUUID();
  readonly #exited: Promise<void>;
  #onReady: () => void = () => undefined;
  #run: Run | undefined;
  #runs = 0;
  #clean = true;
  readonly #raw = new RawOutput();

  constructor(options: ProcessOptions) {
    this.#options = options;
    this.heapMb = options.heapMb;
    const main = path.join(options.engine, "inside", "main.js");
    this.#child = spawn(process.execPath, [`--max-old-space-size=${options.heapMb}`, main], {
      cwd: options.root,
      env: { ...process.env, NODE_ENV: "test", NODE_OPTIONS: "", FORCE_COLOR: "0" },
      stdio: ["pipe", "pipe", "pipe", "pipe"],
      windowsHide: true,
    });
    this.#exited = this.#whenGone();
    this.ready = this.#whenReady();
    // Whoever waits for it hears of it; a standby that nobody asked for yet must not end the program.
    this.ready.catch(() => undefined);
    this.#listen();
    const { root, cacheDirectory, heapMb } = options;
    this.#send({ root, cacheDirectory, heapMb, secret: this.#secret } satisfies Settings);
  }

  /** Whether another run finds the process as the first one did. */
  get reusable(): boolean {
    return (
      this.#clean &&
      this.#run === undefined &&
      this.#child.exitCode === null &&
      this.#child.signalCode === null
    );
  }

  get runs(): number {
    return this.#runs;
  }

  /** Runs tests. Never rejects: what goes wrong is in the verdict. One run at a time. */
  run(request: RunRequest): Promise<Verdict> {
    this.#runs++;
    const { root } = this.#options;
    const replace = realPaths(request.replace ?? {});
    const sources = new Sources(root, Object.values(replace));
    const collector = new Collector(request.testFiles, sources);
    const paths = request.testFiles.map((file) => path.resolve(root, file));
    const missing = request.testFiles.find((_, index) => !existsSync(paths[index] ?? ""));
    if (missing !== undefined)
      return Promise.resolve(collector.troubled({ kind: "missing-file", file: missing }));

    const timeoutMs = request.timeoutMs ?? this.#options.timeoutMs;
    return new Promise((resolve) => {
      this.#run = { collector, timeoutMs, sent: false, timer: undefined, resolve };
      this.ready.then(
        () => {
          if (this.#run?.collector !== collector) return;
          this.#run.sent = true;
          this.#watch(this.#run);
          this.#send({ ...request, replace, paths, timeoutMs } satisfies RequestLine);
        },
        (error: Error) => this.#settle(collector.troubled({ kind: "load", message: error.message })),
      );
    });
  }

  /** Ends the run, if there is one, with a verdict that says so: a process that knows of it ends as well. */
  cancel(): void {
    if (this.#run === undefined) return;
    if (this.#run.sent) this.#kill();
    this.#settle(this.#run.collector.cancelled());
  }

  /** Ends the run as `cancel` does, and the process. */
  async end(): Promise<void> {
    this.cancel();
    this.#kill();
    await this.#exited;
  }

  #kill(): void {
    this.#clean = false;
    this.#child.kill("SIGKILL");
  }

  #settle(verdict: Verdict): void {
    const run = this.#run;
    if (run === undefined) return;
    this.#run = undefined;
    clearTimeout(run.timer);
    run.resolve({ ...verdict, output: this.#raw.addTo(verdict.output) });
  }

  #take(report: Report): void {
    if (report.type === "ready") return this.#onReady();
    const run = this.#run;
    if (run === undefined) return;
    run.collector.add(report);
    if (report.type === "stuck")
      return this.#abandon(run.collector.timedOut(run.timeoutMs / 1000, report.where));
    if (report.type === "out-of-memory") return this.#abandon(run.collector.outOfMemory(this.heapMb));
    if (report.type !== "output" && report.type !== "dropped") this.#watch(run);
    if (report.type !== "end") return;
    const verdict = run.collector.finished();
    this.#clean &&= report.leftovers === 0 && verdict.trouble?.kind !== "unhandled";
    this.#settle(verdict);
  }

  #watch(run: Run): void {
    clearTimeout(run.timer);
    const expire = () => this.#abandon(run.collector.timedOut(run.timeoutMs / 1000));
    run.timer = setTimeout(expire, run.timeoutMs + GRACE_MS);
  }

  #abandon(verdict: Verdict): void {
    this.#kill();
    this.#settle(verdict);
  }

  #send(line: object): void {
    (this.#child.stdin as Writable).write(`${JSON.stringify(line)}\n`);
  }

  #listen(): void {
    const { stdin, stdout, stderr, stdio } = this.#child;
    // A process that is gone takes no more requests; its exit says why.
    stdin?.on("error", () => undefined);
    stdout?.on("data", (chunk: Buffer) => this.#raw.takeOutput(chunk));
    stderr?.on("data", (chunk: Buffer) => this.#raw.takeErrors(chunk));
    const reader = new ReportReader(this.#secret);
    const reports = stdio[3] as Readable;
    reports
      .setEncoding("utf8")
      .on("data", (chunk: string) => reader.read(chunk).forEach((one) => this.#take(one)));
  }

  #whenReady(): Promise<void> {
    return new Promise((resolve, reject) => {
      const refuse = (why: string) => reject(new Error(`The process for the tests could not start: ${why}`));
      const timer = setTimeout(() => {
        refuse(`it took more than ${START_MS / 1000} s`);
        this.#kill();
      }, START_MS);
      this.#onReady = () => {
        clearTimeout(timer);
        resolve();
      };
      void this.#exited.then(() => {
        clearTimeout(timer);
        refuse(
          this.#raw.lastWords.trim() || `it ended with ${this.#child.exitCode ?? this.#child.signalCode}`,
        );
      });
    });
  }

  async #whenGone(): Promise<void> {
    const end = await new Promise<{ code: number | null; signal: string | null }>((resolve) => {
      this.#child.once("error", (error) => {
        this.#raw.takeErrors(Buffer.from(error.message));
        resolve({ code: null, signal: null });
      });
      this.#child.once("exit", (code, signal) => {
        const done = () => resolve({ code, signal });
        this.#child.once("close", done);
        setTimeout(done, LAST_REPORTS_MS);
      });
    });
    this.#clean = false;
    const { collector } = this.#run ?? {};
    if (collector)
      this.#settle(collector.exited({ ...end, lastWords: this.#raw.lastWords, heapMb: this.heapMb }));
  }
}

/** Stacks name the real path of a file. A folder that isn't there is found to be missing in the run. */
function realPaths(folders: Record<string, string>): Record<string, string> {
  const entries = Object.entries(folders);
  return Object.fromEntries(entries.map(([slug, at]) => [slug, existsSync(at) ? realpathSync(at) : at]));
}
