import { type ByteConnection, type ByteHandler, type Connection, type ConnectionHandler } from "../host";
import { MAX_BACKLOG, MAX_BACKLOG_BYTES } from "../host";
import { copyMessage } from "./copy";
import type { Incarnation, Task } from "./machine";
import type { SimNetwork } from "./network";
import { type BytePipe, CLOSE, OPEN, type Pipe, type Signal } from "./pipe";
import type { SimHost } from "./sim-host";

/** One end of a connection: what messages and bytes have in common. */
export abstract class End<T> {
  /** Where this end sends. */
  out!: Pipe<T>;
  /** Where this end receives; undefined at the dialler until the peer has accepted. */
  in: Pipe<T> | undefined;
  protected state: "dialling" | "open" | "closed" = "dialling";

  constructor(
    protected readonly network: SimNetwork,
    protected readonly host: SimHost,
    readonly peer: string,
    readonly dialled: boolean,
  ) {}

  get owner(): Incarnation {
    return this.host.incarnation;
  }

  get open(): boolean {
    return this.state !== "closed";
  }

  /** Whether the dial is over, with whatever end. */
  get established(): boolean {
    return this.state !== "dialling";
  }

  /** The end at the other side, once it is there. */
  get other(): End<T> | undefined {
    return this.out.receiver;
  }

  close(): void {
    if (this.state === "closed") return;
    this.host.use("connection.close");
    this.leave();
  }

  /** Takes what comes out of the pipe. */
  arrive(content: T | Signal, id: number): void {
    if (this.state === "closed") {
      this.network.lost(id);
    } else if (content === OPEN) {
      this.state = "open";
      this.onOpen();
    } else if (content === CLOSE) {
      this.leave();
      this.onClose();
    } else {
      this.network.arrived(id);
      this.onContent(content);
    }
  }

  /** Establishes the end that was dialled. */
  accept(): void {
    this.state = "open";
    this.out.push(OPEN, 0);
    this.onOpen();
  }

  /** Breaks this end: nothing arrives here any more. Its server is told after `ms`, or when it can listen again. */
  breakAfter(ms: number, why: string, unless: () => boolean = () => false): void {
    const task: Task = {
      owner: this.owner,
      run: () => {
        if (this.state === "closed" || unless()) return;
        this.network.world.record("broken", this.host.name, `connection to ${this.peer} ${why}`);
        this.leave();
        this.onClose();
      },
    };
    this.network.world.schedule(ms, task);
  }

  /** The server died: its end is gone, and nobody is told here. */
  abandon(): void {
    this.state = "closed";
  }

  /** The network has taken what waited. */
  drained(): void {
    const task: Task = {
      owner: this.owner,
      run: () => {
        if (this.state === "open" && this.out.stalled === 0) this.onDrain();
      },
    };
    this.network.world.schedule(0, task);
  }

  private leave(): void {
    this.state = "closed";
    this.owner.ends.delete(this as unknown as End<never>);
    this.out.push(CLOSE, 0);
  }

  protected abstract onOpen(): void;
  protected abstract onContent(content: T): void;
  protected abstract onClose(): void;
  protected abstract onDrain(): void;
}

export class MessageEnd<M> extends End<M> implements Connection<M> {
  constructor(
    network: SimNetwork,
    host: SimHost,
    peer: string,
    dialled: boolean,
    private readonly handler: ConnectionHandler<M>,
  ) {
    super(network, host, peer, dialled);
  }

  get backlog(): number {
    return this.out.stalled;
  }

  send(message: M): void {
    this.host.use("connection.send");
    if (this.state === "closed") return;
    this.out.push(copyMessage(message), this.network.sent(this.host.name, this.peer, message));
    if (this.out.items.length > MAX_BACKLOG) {
      this.breakAfter(0, `breaks: more than ${MAX_BACKLOG} messages wait`);
    }
  }

  protected override onOpen(): void {
    this.handler.onOpen?.(this);
  }
  protected override onContent(message: M): void {
    this.handler.onMessage(this, message);
  }
  protected override onClose(): void {
    this.handler.onClose(this);
  }
  protected override onDrain(): void {
    this.handler.onDrain?.(this);
  }
}

export class ByteEnd extends End<Uint8Array> implements ByteConnection {
  declare out: BytePipe;

  constructor(
    network: SimNetwork,
    host: SimHost,
    peer: string,
    dialled: boolean,
    private readonly handler: ByteHandler,
  ) {
    super(network, host, peer, dialled);
  }

  get backlog(): number {
    return this.out.stalled === 0 ? 0 : this.out.bytes;
  }

  send(bytes: Uint8Array): void {
    this.host.use("connection.send");
    if (this.state === "closed" || bytes.length === 0) return;
    this.out.push(new Uint8Array(bytes), this.network.sent(this.host.name, this.peer, bytes));
    if (this.out.bytes > MAX_BACKLOG_BYTES) {
      this.breakAfter(0, `breaks: more than ${MAX_BACKLOG_BYTES} bytes wait`);
    }
  }

  pause(): void {
    this.host.use("connection.pause");
    if (this.in) this.in.heldBack = true;
  }

  resume(): void {
    this.host.use("connection.resume");
    if (!this.in?.heldBack) return;
    this.in.heldBack = false;
    this.in.goOn();
  }

  protected override onOpen(): void {
    this.handler.onOpen?.(this);
  }
  protected override onContent(bytes: Uint8Array): void {
    this.handler.onBytes(this, bytes);
  }
  protected override onClose(): void {
    this.handler.onClose(this);
  }
  protected override onDrain(): void {
    this.handler.onDrain?.(this);
  }
}
