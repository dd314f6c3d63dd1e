import type { ChildProcess } from "node:child_process";
import { start } from "../processes";

/** In ms, for one command. */
const PATIENCE = 20_000;

export interface DialogueOptions {
  /** What it says when it is connected. */
  connected: string;
  /** A command that is answered by an error that names the path, and by nothing else. */
  ask: (path: string) => string;
  /** The beginning of that error: what comes before it answers what was asked before. */
  answer: (path: string) => string;
}

/** A conversation with a command line client: commands in, what it prints out. */
export class Dialogue {
  readonly #child: ChildProcess;
  readonly #options: DialogueOptions;
  #text = "";
  #marks = 0;
  #heard: (() => void) | undefined;

  /** Starts the client, in a folder where it may leave files. */
  constructor(command: string, args: string[], folder: string, options: DialogueOptions) {
    // Complaints go where answers go: from two streams nobody could tell which came first.
    const merged = ["-c", 'exec "$@" 2>&1', "sh", command, ...args];
    this.#child = start("sh", merged, { cwd: folder, stdio: "pipe" });
    this.#options = options;
    this.#child.stdout!.on("data", (bytes) => {
      this.#text += String(bytes);
      this.#heard?.();
    });
    this.#child.once("exit", () => this.#heard?.());
  }

  untilConnected(): Promise<string> {
    return this.#until(this.#options.connected);
  }

  /** Gives a command. @returns what the client prints for it */
  async say(command: string): Promise<string> {
    this.#text = "";
    const mark = `/no-such-znode-${(this.#marks += 1)}`;
    this.#child.stdin!.write(`${command}\n${this.#options.ask(mark)}\n`);
    return this.#until(this.#options.answer(mark));
  }

  /** Waits until it has said so. @returns what it said before */
  async #until(text: string): Promise<string> {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const at = this.#text.indexOf(text);
      if (at >= 0) return this.#text.slice(0, at);
      const left = end - Date.now();
      if (left <= 0 || this.#child.exitCode !== null) {
        throw new Error(`expected ${JSON.stringify(text)}, and it said ${JSON.stringify(this.#text)}`);
      }
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
        setTimeout(resolve, left);
      });
    }
  }

  /** Waits until it prints something by itself. */
  hears(text: string): Promise<string> {
    return this.#until(text);
  }

  stop(): void {
    this.#child.kill("SIGKILL");
  }
}

/** @throws Error unless all of it is in what was said */
export function expectSaid(said: string, ...parts: (string | RegExp)[]): void {
  for (const part of parts) {
    const isThere = typeof part === "string" ? said.includes(part) : part.test(said);
    if (!isThere) throw new Error(`expected ${String(part)} in ${JSON.stringify(said)}`);
  }
}
