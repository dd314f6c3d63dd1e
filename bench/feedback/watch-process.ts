import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

interface VerdictEvent {
  event: string;
  passed?: boolean;
  verdict?: { outcome: string; durationMs: number };
}

/** `npm run kata -- watch --json` on a workbook. */
export class WatchProcess {
  readonly #child: ChildProcess;
  readonly #waiting: { resolve: (event: VerdictEvent) => void; reject: (error: Error) => void }[] = [];
  #errors = "";

  constructor(root: string) {
    this.#child = spawn(process.execPath, ["--import", "tsx", "workbook/main.ts", "watch", "--json"], {
      cwd: root,
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.#child.stderr?.on("data", (chunk: Buffer) => (this.#errors += chunk.toString()));
    const lines = createInterface({ input: this.#child.stdout! });
    lines.on("line", (line) => this.#take(JSON.parse(line) as VerdictEvent));
    this.#child.once("exit", () => {
      for (const one of this.#waiting.splice(0)) one.reject(new Error(`The watch ended: ${this.#errors}`));
    });
  }

  /** The next verdict. */
  verdict(): Promise<VerdictEvent> {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  async close(): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill();
    await gone;
  }

  #take(event: VerdictEvent): void {
    if (event.event === "verdict") this.#waiting.shift()?.resolve(event);
  }
}
