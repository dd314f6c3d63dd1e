import type { ChildProcess } from "node:child_process";
import { createWriteStream } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { newFolder, sleep } from "../../processes";

/** In ms: until brokers answer. */
const PATIENCE = 60_000;

/** Brokers as processes on this machine, of whichever kind. */
export abstract class Brokers {
  readonly folder = newFolder();
  #processes: ChildProcess[] = [];

  /**
   * @param name "Apache" or "ours"
   * @param port where broker 1 meets clients; the next broker has the next port
   */
  constructor(
    readonly name: string,
    readonly port: number,
    readonly count: number,
  ) {}

  /** Starts all that is needed. */
  protected abstract spawn(): ChildProcess[];

  get addresses(): string[] {
    return Array.from({ length: this.count }, (_, index) => `127.0.0.1:${this.port + index}`);
  }

  get connectString(): string {
    return this.addresses.join(",");
  }

  /** Starts all, and waits until each has told its versions. @throws Error if one doesn't in time */
  async start(): Promise<void> {
    const log = createWriteStream(join(this.folder, "servers.log"));
    this.#processes = this.spawn();
    for (const { stdout, stderr } of this.#processes) {
      stdout?.pipe(log, { end: false });
      stderr?.pipe(log, { end: false });
    }
    const end = Date.now() + PATIENCE;
    for (let index = 0; index < this.count; index++) {
      while (!(await answers(this.port + index))) {
        if (Date.now() > end) throw new Error(`${this.name}: a broker doesn't answer; see ${this.folder}`);
        await sleep(100);
      }
    }
  }

  /** Stops all as Ctrl-C would, and starts them again with what is on their disks. */
  async restart(): Promise<void> {
    await Promise.all(
      this.#processes.map((child) => {
        const gone = new Promise((resolve) => child.once("exit", resolve));
        child.kill("SIGTERM");
        return gone;
      }),
    );
    await this.start();
  }

  stop(): void {
    for (const child of this.#processes) child.kill("SIGKILL");
  }
}

/** Whether a broker answers when it is asked for its versions. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(2_000, () => end(false));
    socket.on("error", () => end(false));
    socket.on("close", () => end(false));
    // The length, ApiVersions, version 0, request 1, and a client without a name.
    socket.on("connect", () => {
      const request = Buffer.alloc(4 + 10);
      request.writeInt32BE(10, 0);
      request.writeInt16BE(18, 4);
      request.writeInt32BE(1, 8);
      request.writeInt16BE(-1, 12);
      socket.write(request);
    });
    socket.on("data", () => end(true));
  });
}
