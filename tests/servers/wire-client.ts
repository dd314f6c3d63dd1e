import { connect, type Socket } from "node:net";
import { hello, type HelloOptions, In } from "../11-zookeeper-protocol/wire";

/** A client on a real socket that speaks ZooKeeper's protocol in frames. */
export class WireClient {
  readonly #socket: Socket;
  #bytes = Buffer.alloc(0);
  #wanted: (() => void) | undefined;
  #closed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (bytes) => {
      this.#bytes = Buffer.concat([this.#bytes, bytes]);
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
      const length = this.#bytes.length < 4 ? Infinity : this.#bytes.readInt32BE();
      if (this.#bytes.length >= 4 + length) {
        const frame = this.#bytes.subarray(4, 4 + length);
        this.#bytes = this.#bytes.subarray(4 + length);
        return new In(frame);
      }
      if (this.#closed) return undefined;
      await new Promise<void>((resolve) => (this.#wanted = resolve));
    }
  }

  /** All that comes until the server closes. */
  async rest(): Promise<string> {
    while (!this.#closed) await new Promise<void>((resolve) => (this.#wanted = resolve));
    return this.#bytes.toString();
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
