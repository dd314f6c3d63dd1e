import { connect, type Socket } from "node:net";
import { OPEN_ACL } from "#znode-tree/access";
import { FrameReader } from "#zookeeper-protocol/frame-reader";
import { JuteReader } from "#zookeeper-protocol/jute-reader";
import { JuteWriter } from "#zookeeper-protocol/jute-writer";
import { OpCode } from "#zookeeper-protocol/opcodes";

/** A client that keeps many requests under way, and spends little on each: the servers are to be measured. */
export class PipeliningClient {
  readonly #socket: Socket;
  readonly #frames = new FrameReader();
  readonly #writer = new JuteWriter();
  /** Told of each answer, in the order of the requests; the first is that of the handshake. */
  readonly #waiting: ((error: number) => void)[] = [];
  #welcomed = false;
  #isWriting = false;
  #xid = 0;

  private constructor(port: number) {
    this.#socket = connect(port, "127.0.0.1");
    this.#socket.setNoDelay(true);
    this.#socket.on("data", (bytes) => this.#receive(bytes));
    this.#socket.on("error", () => {});
  }

  /** @returns when it has a session. @throws Error if the server hangs up instead */
  static open(port: number, timeout = 30_000): Promise<PipeliningClient> {
    const client = new PipeliningClient(port);
    client.#writer.frame(() => {
      client.#writer.int(0);
      client.#writer.long(0n);
      client.#writer.int(timeout);
      client.#writer.long(0n);
      client.#writer.buffer(new Uint8Array(16));
      client.#writer.boolean(false);
    });
    client.#writeSoon();
    return new Promise((resolve, reject) => {
      client.#waiting.push(() => resolve(client));
      client.#socket.once("close", () => reject(new Error(`the server at port ${port} hung up`)));
    });
  }

  create(path: string, data: Uint8Array, onAnswer: (error: number) => void): void {
    this.#ask(OpCode.create, onAnswer, (writer) => {
      writer.string(path);
      writer.buffer(data);
      writer.vector(OPEN_ACL, (entry) => {
        writer.int(entry.permissions);
        writer.string(entry.scheme);
        writer.string(entry.id);
      });
      writer.int(0);
    });
  }

  setData(path: string, data: Uint8Array, onAnswer: (error: number) => void): void {
    this.#ask(OpCode.setData, onAnswer, (writer) => {
      writer.string(path);
      writer.buffer(data);
      writer.int(-1);
    });
  }

  getData(path: string, onAnswer: (error: number) => void): void {
    this.#ask(OpCode.getData, onAnswer, (writer) => {
      writer.string(path);
      writer.boolean(false);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #ask(opcode: number, onAnswer: (error: number) => void, write: (writer: JuteWriter) => void): void {
    this.#waiting.push(onAnswer);
    this.#writer.frame(() => {
      this.#writer.int((this.#xid += 1));
      this.#writer.int(opcode);
      write(this.#writer);
    });
    this.#writeSoon();
  }

  #writeSoon(): void {
    if (this.#isWriting) return;
    this.#isWriting = true;
    setImmediate(() => {
      this.#isWriting = false;
      this.#socket.write(Buffer.from(this.#writer.view()));
      this.#writer.clear();
    });
  }

  #receive(bytes: Uint8Array): void {
    this.#frames.push(bytes);
    for (let frame = this.#frames.next(); frame !== undefined; frame = this.#frames.next()) {
      if (!this.#welcomed) {
        this.#welcomed = true;
        this.#waiting.shift()!(0);
        continue;
      }
      const reader = new JuteReader(frame);
      // A ping's answer and an event answer nothing that was asked here.
      if (reader.int() < 0) continue;
      reader.long();
      this.#waiting.shift()!(reader.int());
    }
  }
}
