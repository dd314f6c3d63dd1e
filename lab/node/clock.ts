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
  private armed: { timeout: NodeJS.Timeout; time: number } | undefined;
  /** The wall clock can be set back; this one, from the same origin, cannot. */
  private readonly origin = Date.now() - performance.now();

  constructor(private readonly life: Life) {
    life.atEnd(() => clearTimeout(this.armed?.timeout));
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
    clearTimeout(this.armed?.timeout);
    const wait = Math.min(LONGEST, Math.max(0, Math.ceil(time - this.now())));
    this.armed = { time, timeout: setTimeout(() => this.runDue(), wait) };
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
