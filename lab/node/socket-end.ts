import type { Socket } from "node:net";
import { MAX_BACKLOG, MAX_BACKLOG_BYTES, MAX_MESSAGE } from "../host";
import type { ByteConnection, ByteHandler, Connection, ConnectionHandler } from "../host";
import { decode, encode } from "../codec";
import type { NodeDisk } from "./disk";
import { frame, FrameReader } from "./frames";
import type { Life } from "./life";

/** After this long, in ms, a dial or a close that the peer does not answer is given up. */
const PATIENCE = 5000;

/** What the ends of connections need of their server. */
export interface Surroundings {
  readonly name: string;
  readonly life: Life;
  readonly disk: NodeDisk;
}

/** One end of a TCP connection: what messages and bytes have in common. */
abstract class SocketEnd {
  protected state: "dialling" | "open" | "closed" = "dialling";
  /** Sends that the socket has not handed on. */
  protected sends = 0;
  /** Bytes that wait until the system has taken what was written to the disk before. */
  protected held = 0;
  private overflows = false;
  /** What is sent now waits for the end of what the server is at. */
  private corked = false;

  constructor(
    protected readonly around: Surroundings,
    protected readonly socket: Socket,
    public peer: string,
    readonly dialled: boolean,
  ) {
    const { life } = around;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, PATIENCE);
    const free = life.atEnd(() => socket.destroy());
    socket.on("data", (data) => {
      if (this.open) life.run(() => this.onData(plain(data)));
    });
    socket.on("drain", () => {
      if (this.open) life.run(() => this.onDrain());
    });
    socket.on("error", () => socket.destroy());
    socket.on("end", () => this.lose());
    socket.on("close", () => {
      free();
      this.lose();
    });
    if (dialled) this.awaitConnection();
  }

  get open(): boolean {
    return this.state !== "closed";
  }

  close(): void {
    if (this.state === "closed") return;
    this.state = "closed";
    this.inTurn(() => this.leave());
  }

  /** To be called once for an end that was accepted. */
  begin(): void {
    this.onConnect();
  }

  /** The connection is there. */
  protected established(): void {
    if (this.state !== "dialling") return;
    this.state = "open";
    this.around.life.run(() => this.onOpen());
  }

  /** Nothing arrives any more: the peer closed, or the connection broke. */
  protected lose(): void {
    if (this.state === "closed") return;
    this.state = "closed";
    this.leave();
    this.around.life.run(() => this.onClose());
  }

  /** Sends when the system has taken what was written to the disk before. */
  protected put(frame: Uint8Array): void {
    this.sends += 1;
    this.held += frame.length;
    let isHeld = true;
    this.inTurn(() => {
      isHeld = false;
      this.held -= frame.length;
      this.cork();
      this.socket.write(frame, () => (this.sends -= 1));
    });
    if (isHeld) this.inTurn(() => this.released());
    const waiting = this.held + this.socket.writableLength;
    if (this.overflows || (this.sends <= MAX_BACKLOG && waiting <= MAX_BACKLOG_BYTES)) return;
    this.overflows = true;
    setImmediate(() => {
      this.socket.destroy();
      this.lose();
    });
  }

  /** All that is sent in one go is handed to the system by one call: for a short message that is most of its cost. */
  private cork(): void {
    if (this.corked) return;
    this.corked = true;
    this.socket.cork();
    process.nextTick(() => {
      this.corked = false;
      this.socket.uncork();
    });
  }

  /** Something that waited for the disk is on its way. */
  protected released(): void {}

  private awaitConnection(): void {
    const giveUp = setTimeout(() => this.socket.destroy(), PATIENCE).unref();
    this.socket.once("close", () => clearTimeout(giveUp));
    this.socket.once("connect", () => {
      clearTimeout(giveUp);
      this.onConnect();
    });
  }

  private inTurn(act: () => void): void {
    if (this.around.disk.settled) act();
    else this.around.disk.whenTaken(act);
  }

  /** Ends this side in order. What still comes in is read and dropped, so that the peer gets all that was sent. */
  private leave(): void {
    this.socket.end();
    this.socket.resume();
    const giveUp = setTimeout(() => this.socket.destroy(), PATIENCE).unref();
    this.socket.once("close", () => clearTimeout(giveUp));
  }

  protected abstract onConnect(): void;
  protected abstract onOpen(): void;
  protected abstract onData(data: Uint8Array): void;
  protected abstract onDrain(): void;
  protected abstract onClose(): void;
}

/** Messages in frames. The dialler's first frame is its name. */
export class MessageSocket<M> extends SocketEnd implements Connection<M> {
  private readonly frames = new FrameReader();

  constructor(
    around: Surroundings,
    socket: Socket,
    peer: string,
    dialled: boolean,
    private readonly handler: ConnectionHandler<M>,
  ) {
    super(around, socket, peer, dialled);
    if (dialled) socket.write(frame(encode(around.name)));
  }

  get backlog(): number {
    return this.socket.writableNeedDrain ? this.sends : 0;
  }

  send(message: M): void {
    if (this.state === "closed") return;
    const encoded = encode(message);
    if (encoded.length > MAX_MESSAGE) {
      throw new RangeError(`a message has ${encoded.length} bytes; ${MAX_MESSAGE} are the most`);
    }
    this.put(frame(encoded));
  }

  protected override onConnect(): void {
    if (this.dialled) this.established();
  }

  protected override onOpen(): void {
    this.handler.onOpen?.(this);
  }

  protected override onData(data: Uint8Array): void {
    this.frames.push(data);
    while (this.open && this.around.life.alive) {
      const content = this.nextFrame();
      if (content === undefined) return;
      if (this.state === "open") this.handler.onMessage(this, content.value as M);
      else this.introduce(content.value);
    }
  }

  protected override onDrain(): void {
    this.handler.onDrain?.(this);
  }

  protected override onClose(): void {
    // Who never gave a name was never there.
    if (this.dialled || this.peer !== "") this.handler.onClose(this);
  }

  private introduce(name: unknown): void {
    this.peer = String(name);
    this.established();
  }

  /** The next message. What cannot be read breaks the connection: it does not come from a Host. */
  private nextFrame(): { value: unknown } | undefined {
    try {
      const content = this.frames.next();
      return content && { value: decode(content) };
    } catch {
      this.socket.destroy();
      return undefined;
    }
  }
}

/** A stream of bytes as it is. */
export class ByteSocket extends SocketEnd implements ByteConnection {
  constructor(
    around: Surroundings,
    socket: Socket,
    peer: string,
    dialled: boolean,
    private readonly handler: ByteHandler,
  ) {
    super(around, socket, peer, dialled);
  }

  get backlog(): number {
    return this.held + (this.socket.writableNeedDrain ? this.socket.writableLength : 0);
  }

  send(bytes: Uint8Array): void {
    if (this.state !== "closed" && bytes.length > 0) this.put(new Uint8Array(bytes));
  }

  /** If the network has taken all of it at once, the socket won't tell that the backlog is gone. */
  protected override released(): void {
    if (this.open && this.held === 0 && !this.socket.writableNeedDrain) {
      this.around.life.run(() => this.onDrain());
    }
  }

  pause(): void {
    if (this.open) this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  protected override onConnect(): void {
    this.established();
  }
  protected override onOpen(): void {
    this.handler.onOpen?.(this);
  }
  protected override onData(data: Uint8Array): void {
    this.handler.onBytes(this, data);
  }
  protected override onDrain(): void {
    this.handler.onDrain?.(this);
  }
  protected override onClose(): void {
    this.handler.onClose(this);
  }
}

/** The same bytes as a plain array: a Buffer's `slice` would share them. */
function plain(data: Uint8Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.length);
}
