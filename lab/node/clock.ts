import type { Clock, Timer } from "../host";
import { delay } from "../world/clock";
import { EventQueue } from "../world/event-queue";
import type { Life } from "./life";

/** Node's timers take no longer delay than this, in ms. */
const LONGEST = 2 ** 31 - 1;

/**
 * Real time. All callbacks stand in one queue with a single timer for the first, because Node's own timers neither
 * keep the order of those due at the same time nor wait quite as long as they are told.
 */
export class NodeClock implements Clock {
  private readonly queue = new EventQueue<() => void>();
  private armed: { time: number; stop: () => void } | undefined;
  /** The wall clock can be set back; this one, from the same origin, cannot. */
  private readonly origin = Date.now() - performance.now();

  constructor(private readonly life: Life) {
    life.atEnd(() => this.disarm());
  }

  now(): number {
    return this.origin + performance.now();
  }

  after(ms: number, callback: () => void): Timer {
    const event = this.queue.add(this.now() + delay(ms), callback);
    this.arm();
    return { cancel: () => this.queue.cancel(event) };
  }

  private arm(): void {
    const time = this.queue.nextTime();
    if (time === undefined || !this.life.alive) return;
    if (this.armed && this.armed.time <= time) return;
    this.disarm();
    const wait = Math.min(LONGEST, Math.ceil(time - this.now()));
    this.armed = { time, ...start(wait, () => this.runDue()) };
  }

  private disarm(): void {
    this.armed?.stop();
    this.armed = undefined;
  }

  private runDue(): void {
    this.armed = undefined;
    const now = this.now();
    for (let event = this.queue.takeUntil(now); event; event = this.queue.takeUntil(now)) {
      const callback = event.value;
      this.life.run(callback);
      if (!this.life.alive) return;
    }
    this.arm();
  }
}

/** Starts a timer. Node's own waits for a ms at least; what is due at once has only to wait for its turn. */
function start(wait: number, callback: () => void): { stop: () => void } {
  if (wait > 0) {
    const timeout = setTimeout(callback, wait);
    return { stop: () => clearTimeout(timeout) };
  }
  const immediate = setImmediate(callback);
  return { stop: () => clearImmediate(immediate) };
}
