import type { Socket } from "node:net";
import { MAX_BACKLOG, MAX_BACKLOG_BYTES, MAX_MESSAGE } from "../host";
import type { ByteConnection, ByteHandler, Connection, ConnectionHandler } from "../host";
import { MessageReader } from "../wire/message-reader";
import { MessageWriter } from "../wire/message-writer";
import type { NodeDisk } from "./disk";
import { FrameReader } from "./frames";
import type { Life } from "./life";

/** After this long, in ms, a dial or a close that the peer does not answer is given up. */
const PATIENCE = 5000;

/** A frame of so many bytes is sent, although more messages may come for it. */
const FRAME_BYTES = 64 * 1024;

/** What the ends of connections need of their server. */
export interface Surroundings {
  readonly name: string;
  readonly life: Life;
  readonly disk: NodeDisk;
}

/** One end of a TCP connection: what messages and bytes have in common. */
abstract class SocketEnd {
  protected state: "dialling" | "open" | "closed" = "dialling";
  /** Messages, or pieces of bytes, that the socket has not handed on. */
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
    this.around.disk.whenTaken(this.around.disk.mark, () => this.leave());
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

  /** Sends when the system has taken what was written to the disk up to a mark. */
  protected put(bytes: Uint8Array, messages: number, mark: number): void {
    this.sends += messages;
    this.held += bytes.length;
    const isHeld = !this.around.disk.hasTaken(mark);
    this.around.disk.whenTaken(mark, () => {
      this.held -= bytes.length;
      this.cork();
      this.socket.write(bytes, () => (this.sends -= messages));
    });
    if (isHeld) this.around.disk.whenTaken(mark, () => this.released());
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

/**
 * Messages in frames. What is sent in one go goes out in one frame: a thousand messages cost little more than one. The
 * dialler's first frame is its name.
 */
export class MessageSocket<M> extends SocketEnd implements Connection<M> {
  private readonly frames = new FrameReader(FRAME_BYTES + MAX_MESSAGE);
  private readonly reader = new MessageReader();
  private readonly writer = new MessageWriter();
  /** Messages in the frame that is being written. */
  private gathered = 0;
  /** What had been written to the disk when it was begun. */
  private mark = 0;

  constructor(
    around: Surroundings,
    socket: Socket,
    peer: string,
    dialled: boolean,
    private readonly handler: ConnectionHandler<M>,
  ) {
    super(around, socket, peer, dialled);
    if (!dialled) return;
    this.write(around.name);
    socket.write(this.takeFrame());
  }

  get backlog(): number {
    return this.socket.writableNeedDrain ? this.sends + this.gathered : 0;
  }

  send(message: M): void {
    if (this.state === "closed") return;
    const { mark } = this.around.disk;
    // What was sent before the last write to the disk needn't wait for it.
    if (this.gathered > 0 && (mark !== this.mark || this.writer.length >= FRAME_BYTES)) this.sendFrame();
    this.write(message);
    this.gathered += 1;
    if (this.gathered > 1) return;
    this.mark = mark;
    // By then all that has come in at the same time has been read: its answers go together.
    setImmediate(() => this.sendFrame());
  }

  override close(): void {
    this.sendFrame();
    super.close();
  }

  protected override onConnect(): void {
    if (this.dialled) this.established();
  }

  protected override onOpen(): void {
    this.handler.onOpen?.(this);
  }

  protected override onData(data: Uint8Array): void {
    this.frames.push(data);
    for (let found = this.next(); found !== undefined; found = this.next()) {
      if (this.state === "open") this.handler.onMessage(this, found.message as M);
      else this.introduce(found.message);
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

  /** Writes a message into the frame; the first begins with the frame's length, which is known at its end. */
  private write(message: unknown): void {
    if (this.writer.length === 0) this.writer.reserve();
    const begin = this.writer.length;
    this.writer.write(message);
    const length = this.writer.length - begin;
    if (length <= MAX_MESSAGE) return;
    this.writer.cut(begin);
    throw new RangeError(`a message has ${length} bytes; ${MAX_MESSAGE} are the most`);
  }

  private takeFrame(): Uint8Array {
    this.writer.put(0, this.writer.length - 4);
    return this.writer.take();
  }

  private sendFrame(): void {
    const { gathered } = this;
    if (gathered === 0) return;
    this.gathered = 0;
    if (this.open && this.around.life.alive) this.put(this.takeFrame(), gathered, this.mark);
  }

  /** The next message, while any may come. What cannot be read breaks the connection: it does not come from a Host. */
  private next(): { message: unknown } | undefined {
    if (!this.open || !this.around.life.alive) return undefined;
    try {
      if (this.reader.done) {
        const frame = this.frames.next();
        if (frame === undefined) return undefined;
        this.reader.begin(frame);
      }
      return { message: this.reader.next() };
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
    if (this.state !== "closed" && bytes.length > 0)
      this.put(new Uint8Array(bytes), 1, this.around.disk.mark);
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
