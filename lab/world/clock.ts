import type { Clock, Timer } from "../host";
import { EventQueue } from "./event-queue";

/**
 * Time that moves only when a test says so. For code that needs a clock and nothing else; a {@link World} has its own.
 */
export class VirtualClock implements Clock {
  private readonly queue = new EventQueue<() => void>();

  /** @param time the first moment, in ms */
  constructor(private time = 0) {}

  now(): number {
    return this.time;
  }

  after(ms: number, callback: () => void): Timer {
    const event = this.queue.add(this.time + delay(ms), callback);
    return { cancel: () => this.queue.cancel(event) };
  }

  /** Lets `ms` milliseconds pass and runs what falls due in them, each callback at its own time. */
  advance(ms: number): void {
    const end = this.time + delay(ms);
    for (let event = this.queue.takeUntil(end); event; event = this.queue.takeUntil(end)) {
      this.time = event.time;
      event.value();
    }
    this.time = end;
  }

  /** Callbacks that still wait. */
  get pending(): number {
    return this.queue.size;
  }
}

/** A span of time that makes sense. @throws RangeError if it is negative, infinite or no number */
export function delay(ms: number): number {
  if (ms >= 0 && ms < Infinity) return ms;
  throw new RangeError(`a delay is a number of milliseconds from 0 up, not ${ms}`);
}
