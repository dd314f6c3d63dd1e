import type { ChildProcess } from "node:child_process";
import { createWriteStream, readFileSync, type WriteStream } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { newFolder, sleep } from "../../processes";

export const SERVERS = [1, 2, 3];
/** Whoever brings `super:interop` may do everything. */
export const SUPER_DIGEST = "super:/49OUaS/Rm5CIudE7EhYoMwy+PY=";
/** How often containers and times to live are looked at, in ms. */
export const CHECK_INTERVAL = 1_000;
/** In ms: until an ensemble serves. */
const PATIENCE = 60_000;
/** In characters: what is told of what a server has said. */
const LAST = 1_000;
/** In ms: until the words of a process that has ended are in its log. */
const LAST_WORDS = 200;

/** Three servers as processes on this machine, of whichever kind. */
export abstract class Ensemble {
  readonly folder = newFolder();
  readonly #processes = new Map<number, ChildProcess>();
  readonly #logs = new Map<number, WriteStream>();

  /** @param clientPort where server 1 meets clients; the next server has the next port */
  constructor(
    readonly name: string,
    readonly clientPort: number,
  ) {}

  protected abstract spawn(id: number): ChildProcess;

  get addresses(): string[] {
    return SERVERS.map((id) => `127.0.0.1:${this.portOf(id)}`);
  }

  get connectString(): string {
    return this.addresses.join(",");
  }

  portOf(id: number): number {
    return this.clientPort + id - 1;
  }

  process(id: number): ChildProcess | undefined {
    return this.#processes.get(id);
  }

  start(id: number): void {
    const child = this.spawn(id);
    this.#processes.set(id, child);
    let log = this.#logs.get(id);
    if (log === undefined) {
      log = createWriteStream(join(this.folder, `server-${id}.log`));
      this.#logs.set(id, log);
    }
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
  }

  /** Starts all, and waits until each serves. @throws Error if one doesn't in time */
  async startAll(): Promise<void> {
    for (const id of SERVERS) this.start(id);
    await this.untilServing();
  }

  async untilServing(ids: readonly number[] = SERVERS): Promise<void> {
    const end = Date.now() + PATIENCE;
    for (const id of ids) {
      while (!(await serves(this.portOf(id)))) {
        if (Date.now() > end || hasEnded(this.#processes.get(id))) {
          await sleep(LAST_WORDS);
          throw new Error(`${this.name}: server ${id} doesn't serve. It says:\n${this.#lastOf(id)}`);
        }
        await sleep(100);
      }
    }
  }

  /** What a server has said last: its folder will be gone by the time that anybody looks. */
  #lastOf(id: number): string {
    return readFileSync(join(this.folder, `server-${id}.log`), "utf8")
      .slice(-LAST)
      .trimEnd();
  }

  /** Kills it as a failing machine would. @returns when it is gone */
  async kill(id: number): Promise<void> {
    const child = this.#processes.get(id);
    if (child === undefined || hasEnded(child)) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  }

  async stop(): Promise<void> {
    await Promise.all(SERVERS.map((id) => this.kill(id)));
  }
}

function hasEnded(child: ChildProcess | undefined): boolean {
  return child !== undefined && (child.exitCode !== null || child.signalCode !== null);
}

/** Whether a server opens a session: it says hello, and hears more than the end of the connection. */
export function serves(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(2000, () => end(false));
    socket.on("error", () => end(false));
    socket.on("close", () => end(false));
    socket.on("connect", () => {
      const hello = Buffer.alloc(4 + 45);
      hello.writeInt32BE(45, 0);
      hello.writeInt32BE(1000, 4 + 12);
      hello.writeInt32BE(16, 4 + 24);
      socket.write(hello);
    });
    socket.on("data", () => end(true));
  });
}
