import type { QueuedEvent } from "./event-queue";
import type { End } from "./connection";
import { Fifo } from "./fifo";
import type { Link } from "./link";
import type { Incarnation, Task } from "./machine";
import type { SimNetwork } from "./network";

/** The first item of every pipe: the dial, or its answer. */
export const OPEN: unique symbol = Symbol("open");
/** The last item of a pipe whose sender closed. */
export const CLOSE: unique symbol = Symbol("close");

export type Signal = typeof OPEN | typeof CLOSE;

/** An item under way, with its number in the recording. */
export interface Item<T> {
  readonly content: T | Signal;
  readonly id: number;
}

/**
 * One direction of a connection. Items wait in a queue; for each one an arrival is scheduled, and each arrival takes
 * the head. So the order is kept whatever the delays are, and an arrival that finds the way shut is simply counted and
 * made up for later.
 */
export class Pipe<T> implements Task {
  readonly items = new Fifo<Item<T>>();
  /** The end that receives; undefined until the dial has been accepted. */
  receiver: End<T> | undefined;
  /** The receiving server does not want more now. */
  heldBack = false;
  private stalls = 0;
  private lastArrival = 0;

  constructor(
    protected readonly network: SimNetwork,
    readonly link: Link,
    readonly sender: End<T>,
    /** Takes the dial when it arrives. Only the dialler's pipe has it. */
    private readonly dial: ((pipe: Pipe<T>) => void) | undefined,
  ) {}

  get owner(): Incarnation | undefined {
    return this.receiver?.owner;
  }

  /** Items that the network could not carry on. */
  get stalled(): number {
    return this.owner?.paused ? this.items.length : this.stalls;
  }

  push(content: T | Signal, id: number): void {
    this.items.push({ content, id });
    this.scheduleArrival();
  }

  run(): void {
    if (this.link.shut || this.heldBack) {
      this.stalls += 1;
      if (this.link.shut) this.link.stalled.add(this as Pipe<unknown>);
      return;
    }
    const item = this.take();
    if (item === undefined) return;
    const { content, id } = item;
    if (this.receiver !== undefined) this.receiver.arrive(content, id);
    else if (content === OPEN) this.dial?.(this);
  }

  /** Makes up for the arrivals that found the way shut, and tells the sender if it waited for that. */
  goOn(): void {
    if (this.link.shut || this.heldBack) {
      if (this.link.shut && this.stalls > 0) this.link.stalled.add(this as Pipe<unknown>);
      return;
    }
    if (this.stalls === 0) return;
    for (; this.stalls > 0; this.stalls--) this.scheduleArrival();
    this.sender.drained();
  }

  /** Loses all but the first `count` items. */
  loseAfter(count: number): void {
    for (const { id } of this.items.cut(count)) this.network.lost(id);
  }

  protected take(): Item<T> | undefined {
    return this.items.shift();
  }

  protected scheduleArrival(): QueuedEvent<Task> {
    const { world } = this.network;
    this.lastArrival = Math.max(this.lastArrival, world.now + this.network.drawDelay(this.link));
    return world.scheduleAt(this.lastArrival, this);
  }
}

/** A pipe that keeps no boundaries: what arrives is cut and joined anew, as the seed has it. */
export class BytePipe extends Pipe<Uint8Array> {
  /** Bytes under way. */
  bytes = 0;

  override push(content: Uint8Array | Signal, id: number): void {
    if (content instanceof Uint8Array) this.bytes += content.length;
    super.push(content, id);
  }

  protected override take(): Item<Uint8Array> | undefined {
    const item = this.items.shift();
    if (item === undefined || !(item.content instanceof Uint8Array)) return item;
    const taken = this.network.cutsBytes ? this.recut(item.content, item.id) : item.content;
    this.bytes -= taken.length;
    return { content: taken, id: item.id };
  }

  private recut(bytes: Uint8Array, id: number): Uint8Array {
    const { random } = this.network;
    const dice = random.below(4);
    if (dice === 1 && bytes.length > 1) {
      const at = 1 + random.below(bytes.length - 1);
      this.items.unshift({ content: bytes.subarray(at), id });
      this.scheduleArrival();
      return bytes.slice(0, at);
    }
    const next = dice === 2 ? this.items.peek()?.content : undefined;
    if (!(next instanceof Uint8Array)) return bytes;
    this.items.shift();
    return join(bytes, next);
  }
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
