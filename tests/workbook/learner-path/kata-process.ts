import { spawn } from "node:child_process";
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { join } from "node:path";

/** How long an answer of the workbook may take here, in ms. Far more than it takes: machines of builds are slow. */
const DEADLINE_MS = 60_000;

/** The command line of a workbook, in a process of its own without a terminal. */
export class KataProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<number | null>;
  #output = "";
  #errors = "";
  /** Where the reader of the output stands. */
  #read = 0;
  #wake: () => void = () => undefined;

  constructor(root: string, ...argv: string[]) {
    this.#child = spawn(process.execPath, ["--import", "tsx", join(root, "workbook", "main.ts"), ...argv], {
      cwd: root,
      env: { ...process.env, NO_COLOR: "1" },
    });
    this.#child.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.#output += text;
      this.#wake();
    });
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => (this.#errors += text));
    this.#ended = new Promise((resolve) => {
      this.#child.on("close", (code) => {
        resolve(code);
        this.#wake();
      });
    });
  }

  type(keys: string): void {
    this.#child.stdin.write(keys);
  }

  /** Reads on until the output matches, and returns what it read: all since the last reading, the match included. */
  async until(pattern: RegExp): Promise<string> {
    const giveUpAt = Date.now() + DEADLINE_MS;
    for (;;) {
      const match = pattern.exec(this.#output.slice(this.#read));
      if (match !== null) {
        const end = this.#read + match.index + match[0].length;
        const text = this.#output.slice(this.#read, end);
        this.#read = end;
        return text;
      }
      const left = giveUpAt - Date.now();
      if (left <= 0 || this.#child.exitCode !== null) throw new Error(this.#report(pattern));
      await this.#more(left);
    }
  }

  /** Ends the input and waits for the process. */
  async end(): Promise<{ code: number | null; out: string; err: string }> {
    this.#child.stdin.end();
    const code = await this.#ended;
    return { code, out: this.#output, err: this.#errors };
  }

  /** For the end of a test, whatever happened in it. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  #more(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #report(pattern: RegExp): string {
    return `No ${String(pattern)} came. What came:\n${this.#output.slice(this.#read)}\n${this.#errors}`;
  }
}
