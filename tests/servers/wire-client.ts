import { connect, type Socket } from "node:net";
import { hello, type HelloOptions, In } from "../11-zookeeper-protocol/wire";

/** A client on a real socket that speaks ZooKeeper's protocol in frames. */
export class WireClient {
  readonly #socket: Socket;
  #pieces: Buffer[] = [];
  #waiting = 0;
  #wanted: (() => void) | undefined;
  #closed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (bytes) => {
      this.#pieces.push(bytes);
      this.#waiting += bytes.length;
      this.#wanted?.();
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#closed = true;
      this.#wanted?.();
    });
  }

  /** Connects and asks for a session. @returns undefined if nobody serves there now */
  static async open(port: number, options: HelloOptions = {}): Promise<WireClient | undefined> {
    const client = WireClient.dial(port);
    client.say(hello({ timeout: 10_000, ...options }));
    return (await client.next()) && client;
  }

  /** Connects and says nothing. */
  static dial(port: number): WireClient {
    return new WireClient(connect(port, "127.0.0.1"));
  }

  /** Tries again until somebody serves. */
  static async insist(port: number, ms = 20_000): Promise<WireClient> {
    for (const end = Date.now() + ms; Date.now() < end;) {
      const client = await WireClient.open(port);
      if (client !== undefined) return client;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`nobody serves at port ${port}`);
  }

  say(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  /** The next frame; undefined if the server closes before it is whole. */
  async next(): Promise<In | undefined> {
    for (;;) {
      const length = this.#waiting < 4 ? Infinity : this.#all().readInt32BE();
      if (this.#waiting >= 4 + length) {
        const all = this.#all();
        this.#pieces = [all.subarray(4 + length)];
        this.#waiting -= 4 + length;
        return new In(all.subarray(4, 4 + length));
      }
      if (this.#closed) return undefined;
      await new Promise<void>((resolve) => (this.#wanted = resolve));
    }
  }

  /** All that comes until the server closes. */
  async rest(): Promise<string> {
    while (!this.#closed) await new Promise<void>((resolve) => (this.#wanted = resolve));
    return this.#all().toString();
  }

  #all(): Buffer {
    if (this.#pieces.length !== 1) this.#pieces = [Buffer.concat(this.#pieces)];
    return this.#pieces[0]!;
  }

  /** Reads nothing from now on. */
  stopReading(): void {
    this.#socket.pause();
  }

  /** Reads again. */
  read(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#socket.destroy();
  }
}

/** A port from which on some are free, it is to be hoped: each process of Jest has its own. */
export function freePorts(): number {
  next += 20;
  return 20_000 + ((process.pid * 200) % 12_000) + next;
}
let next = 0;
