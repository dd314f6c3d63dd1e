import type { HappeningKind, Recorder } from "../trace/recorder";

/** Stands between a world and its recorder, to find out which of the faults that wait for their chance had it. */
export class Watcher implements Recorder {
  /** By server, what to say if one of its flushes fails, or succeeds for show. */
  readonly onFlush = new Map<string, (failed: boolean) => void>();
  /** What to say when a message is lost. */
  onLoss: (() => void) | undefined;

  constructor(private readonly next: Recorder | undefined) {}

  sent(time: number, from: string, to: string, message: unknown): number {
    const id = this.next?.sent(time, from, to, message);
    // Without a number the world would not tell that the message is lost.
    return id ?? (this.onLoss === undefined ? 0 : -1);
  }

  arrived(time: number, id: number): void {
    this.next?.arrived(time, id);
  }

  lost(time: number, id: number): void {
    this.onLoss?.();
    this.next?.lost(time, id);
  }

  happened(time: number, kind: HappeningKind, server: string, text: string): void {
    if (kind === "flush") this.onFlush.get(server)?.(text !== "flushed");
    this.next?.happened(time, kind, server, text);
  }
}
