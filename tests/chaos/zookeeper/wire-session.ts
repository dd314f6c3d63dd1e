import { connect, type Socket } from "node:net";
import { OPEN_ACL } from "#znode-tree/access";
import { FrameReader } from "#zookeeper-protocol/frame-reader";
import { JuteReader } from "#zookeeper-protocol/jute-reader";
import { JuteWriter } from "#zookeeper-protocol/jute-writer";
import { OpCode } from "#zookeeper-protocol/opcodes";

/** What a client goes on with elsewhere. */
export interface SessionTicket {
  id: bigint;
  password: Uint8Array;
}

export const NO_SESSION: SessionTicket = { id: 0n, password: new Uint8Array(16) };

/** An answer: the header's zxid and error, and the body. */
export interface Answer {
  zxid: bigint;
  error: number;
  body: JuteReader;
}

/** One connection of a client that asks one thing at a time. Whatever takes too long ends it. */
export class WireSession {
  ticket = NO_SESSION;
  readonly #socket: Socket;
  readonly #frames = new FrameReader();
  readonly #patience: number;
  readonly #pings: NodeJS.Timeout;
  #xid = 0;
  #wanted: ((frame: Uint8Array | undefined) => void) | undefined;

  private constructor(port: number, patience: number) {
    this.#patience = patience;
    this.#socket = connect(port, "127.0.0.1");
    this.#socket.setNoDelay(true);
    this.#socket.on("error", () => {});
    this.#socket.on("close", () => this.#give(undefined));
    this.#socket.on("data", (bytes) => {
      this.#frames.push(bytes);
      for (let frame = this.#frames.next(); frame !== undefined; frame = this.#frames.next()) {
        // A ping's answer.
        if (frame.length >= 4 && frame[0] === 0xff) continue;
        this.#give(frame);
      }
    });
    this.#pings = setInterval(() => {
      this.#send((writer) => {
        writer.int(-2);
        writer.int(OpCode.ping);
      });
    }, patience / 3);
  }

  /**
   * Connects and asks for a session, or to go on with one.
   * @param timeout of the session, in ms
   * @returns undefined if nobody answers. Its ticket has the id 0 if the session is over
   */
  static async open(
    port: number,
    timeout: number,
    lastZxid: bigint,
    ticket: SessionTicket,
  ): Promise<WireSession | undefined> {
    const session = new WireSession(port, timeout);
    const frame = await session.#ask((writer) => {
      writer.int(0);
      writer.long(lastZxid);
      writer.int(timeout);
      writer.long(ticket.id);
      writer.buffer(ticket.password);
      writer.boolean(false);
    });
    if (frame === undefined) return undefined;
    const reader = new JuteReader(frame);
    reader.int();
    reader.int();
    const id = reader.unsignedLong();
    session.ticket = { id, password: Uint8Array.from(reader.buffer()) };
    if (id === 0n) session.drop();
    return session;
  }

  create(path: string, data: string, flags = 0): Promise<Answer | undefined> {
    return this.#request(OpCode.create, (writer) => {
      writer.string(path);
      writer.buffer(Buffer.from(data));
      writer.vector(OPEN_ACL, ({ permissions, scheme, id }) => {
        writer.int(permissions);
        writer.string(scheme);
        writer.string(id);
      });
      writer.int(flags);
    });
  }

  setData(path: string, data: string): Promise<Answer | undefined> {
    return this.#request(OpCode.setData, (writer) => {
      writer.string(path);
      writer.buffer(Buffer.from(data));
      writer.int(-1);
    });
  }

  getData(path: string): Promise<Answer | undefined> {
    return this.#request(OpCode.getData, (writer) => {
      writer.string(path);
      writer.boolean(false);
    });
  }

  sync(path: string): Promise<Answer | undefined> {
    return this.#request(OpCode.sync, (writer) => writer.string(path));
  }

  /** Ends the session. */
  async close(): Promise<boolean> {
    const answer = await this.#request(OpCode.close, () => {});
    this.drop();
    return answer !== undefined;
  }

  /** Ends the connection alone. */
  drop(): void {
    clearInterval(this.#pings);
    this.#socket.destroy();
    this.#give(undefined);
  }

  async #request(opcode: number, write: (writer: JuteWriter) => void): Promise<Answer | undefined> {
    const frame = await this.#ask((writer) => {
      writer.int((this.#xid += 1));
      writer.int(opcode);
      write(writer);
    });
    if (frame === undefined) return undefined;
    const body = new JuteReader(frame);
    const xid = body.int();
    if (xid !== this.#xid) throw new Error(`asked with the xid ${this.#xid}, answered with ${xid}`);
    return { zxid: body.long(), error: body.int(), body };
  }

  /** @returns the frame that answers; undefined if the connection ends first or it takes too long */
  #ask(write: (writer: JuteWriter) => void): Promise<Uint8Array | undefined> {
    if (this.#socket.destroyed) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.drop(), this.#patience);
      this.#wanted = (frame) => {
        clearTimeout(timer);
        resolve(frame);
      };
      this.#send(write);
    });
  }

  #send(write: (writer: JuteWriter) => void): void {
    const writer = new JuteWriter();
    writer.frame(() => write(writer));
    this.#socket.write(Buffer.from(writer.view()));
  }

  #give(frame: Uint8Array | undefined): void {
    if (frame === undefined) clearInterval(this.#pings);
    const wanted = this.#wanted;
    this.#wanted = undefined;
    wanted?.(frame);
  }
}

/** The places that a stat names. */
export interface Places {
  mzxid: bigint;
  version: number;
}

/** Reads a stat. */
export function readPlaces(body: JuteReader): Places {
  body.long();
  const mzxid = body.long();
  body.long();
  body.long();
  const version = body.int();
  return { mzxid, version };
}
