/** Something that shall happen at a time. */
export class QueuedEvent<T> {
  /** True once it has been taken from the queue or cancelled. */
  done = false;

  constructor(
    readonly time: number,
    /** Position among all events ever added: it decides between events of the same time. */
    readonly order: number,
    readonly value: T,
  ) {}
}

/** Below this size a heap is not worth compacting. */
const COMPACT_FROM = 64;

/**
 * Events by time; those of the same time in the order in which they were added. A binary heap.
 *
 * Cancelled events are left in place and dropped when they come up. When they are more than half, the heap is rebuilt
 * without them, so that a timer that is set anew at every message costs no memory.
 */
export class EventQueue<T> {
  private heap: QueuedEvent<T>[] = [];
  private added = 0;
  private cancelled = 0;

  /** Events that are still to come. */
  get size(): number {
    return this.heap.length - this.cancelled;
  }

  add(time: number, value: T): QueuedEvent<T> {
    const event = new QueuedEvent(time, this.added++, value);
    this.heap.push(event);
    this.rise(this.heap.length - 1);
    return event;
  }

  /** Removes an event that is still to come; otherwise does nothing. */
  cancel(event: QueuedEvent<T>): void {
    if (event.done) return;
    event.done = true;
    this.cancelled += 1;
    if (this.heap.length >= COMPACT_FROM && this.cancelled * 2 > this.heap.length) this.compact();
  }

  /** The time of the next event. */
  nextTime(): number | undefined {
    this.dropCancelled();
    return this.heap[0]?.time;
  }

  /** Takes the next event if it is due at `limit` or before. */
  takeUntil(limit: number): QueuedEvent<T> | undefined {
    this.dropCancelled();
    const first = this.heap[0];
    if (first === undefined || first.time > limit) return undefined;
    this.removeFirst();
    first.done = true;
    return first;
  }

  private dropCancelled(): void {
    while (this.cancelled > 0 && this.heap[0]!.done) {
      this.removeFirst();
      this.cancelled -= 1;
    }
  }

  private compact(): void {
    this.heap = this.heap.filter((event) => !event.done);
    this.cancelled = 0;
    for (let i = (this.heap.length >> 1) - 1; i >= 0; i--) this.sink(i);
  }

  private removeFirst(): void {
    const last = this.heap.pop()!;
    if (this.heap.length === 0) return;
    this.heap[0] = last;
    this.sink(0);
  }

  private rise(from: number): void {
    const heap = this.heap;
    const event = heap[from]!;
    let at = from;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above]!;
      if (!isBefore(event, parent)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = event;
  }

  private sink(from: number): void {
    const heap = this.heap;
    const event = heap[from]!;
    const length = heap.length;
    let at = from;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= length) break;
      if (below + 1 < length && isBefore(heap[below + 1]!, heap[below]!)) below += 1;
      if (!isBefore(heap[below]!, event)) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = event;
  }
}

function isBefore<T>(a: QueuedEvent<T>, b: QueuedEvent<T>): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order);
}
