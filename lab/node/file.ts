import * as fs from "node:fs";
import { DiskError, type Flushed } from "../host";

type Change = { readonly bytes: Uint8Array } | { readonly cutTo: number };

/** What a file needs of the disk that it is on. */
export interface FileOwner {
  /** The system has not taken a change yet. Returns what is to be called when it has. */
  outstanding(): () => void;
  /** Runs code of the server. */
  run(act: () => void): void;
}

/**
 * An open file whose changes are made off the event loop. They are made in rounds: each round takes all that has piled
 * up meanwhile, writes it with one call, and flushes once for everybody who asked. That is group commit.
 *
 * What is on its way is kept in memory, so that reads see it at once.
 */
export class NodeFile {
  /** Set when a change failed: nothing more of this file is sure to be kept. */
  error: DiskError | undefined;
  /** Bytes, with all that is on its way. */
  size: number;
  private queue: { change: Change; taken: () => void }[] = [];
  private flushes: Flushed[] = [];
  private working = false;
  private closed: (() => void) | undefined;
  /** Up to here the system has what a read shall see, and no change on its way touches it. The rest is in `tail`. */
  private stable: number;
  private tail: Uint8Array[] = [];
  /** Bytes in the system's file. */
  private written: number;

  constructor(
    private readonly owner: FileOwner,
    private readonly descriptor: number,
  ) {
    this.size = fs.fstatSync(descriptor).size;
    this.stable = this.size;
    this.written = this.size;
  }

  get idle(): boolean {
    return !this.working && this.queue.length === 0 && this.flushes.length === 0;
  }

  read(offset: number, length: number): Uint8Array {
    const end = Math.min(offset + length, this.size);
    if (offset >= end) return new Uint8Array(0);
    const result = new Uint8Array(end - offset);
    const onDisk = Math.min(end, this.stable) - offset;
    for (let done = 0; done < onDisk;) {
      const count = fs.readSync(this.descriptor, result, done, onDisk - done, offset + done);
      if (count === 0) throw new DiskError("Failed", "a file is shorter than it was");
      done += count;
    }
    let at = this.stable;
    for (const bytes of this.tail) {
      const from = Math.max(at, offset);
      const to = Math.min(at + bytes.length, end);
      if (from < to) result.set(bytes.subarray(from - at, to - at), from - offset);
      at += bytes.length;
    }
    return result;
  }

  append(bytes: Uint8Array): void {
    if (this.error) return;
    const copy = new Uint8Array(bytes);
    this.tail.push(copy);
    this.size += copy.length;
    this.push({ bytes: copy });
  }

  truncate(size: number): void {
    if (this.error) return;
    this.cutTail(size);
    this.size = size;
    this.push({ cutTo: size });
  }

  flush(done: Flushed): void {
    this.flushes.push(done);
    void this.work();
  }

  /** Closes the file when all that was asked for is done. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.closed = resolve;
      if (this.idle) this.release();
    });
  }

  private release(): void {
    if (this.closed) fs.close(this.descriptor, this.closed);
  }

  private push(change: Change): void {
    this.queue.push({ change, taken: this.owner.outstanding() });
    void this.work();
  }

  /** Works in rounds until nothing is left to do. */
  private async work(): Promise<void> {
    if (this.working) return;
    this.working = true;
    // The round begins when the server's handler has ended, so that it takes all that the handler writes.
    await Promise.resolve();
    while (this.queue.length > 0 || this.flushes.length > 0) {
      const changes = this.queue.splice(0);
      const flushes = this.flushes.splice(0);
      if (changes.length > 0) await this.orFail(() => this.makeChanges(changes.map(({ change }) => change)));
      // Whoever waits until the system has them needn't wait for the flush.
      for (const { taken } of changes) taken();
      if (flushes.length > 0) await this.orFail(() => this.sync());
      for (const done of flushes) this.owner.run(() => done(this.error));
    }
    this.working = false;
    this.release();
  }

  private async orFail(act: () => Promise<void>): Promise<void> {
    if (this.error) return;
    try {
      await act();
    } catch (error) {
      this.error = new DiskError("Failed", (error as Error).message);
    }
  }

  private async makeChanges(changes: readonly Change[]): Promise<void> {
    for (let i = 0; i < changes.length;) {
      const change = changes[i]!;
      if ("cutTo" in change) {
        await call((done) => fs.ftruncate(this.descriptor, change.cutTo, done));
        this.written = change.cutTo;
        i += 1;
      } else {
        const blocks: Uint8Array[] = [];
        for (let next = changes[i]; next && "bytes" in next; next = changes[++i]) blocks.push(next.bytes);
        await this.write(blocks);
      }
    }
    // A cut that waits may yet touch what was written; then the tail stays where it is.
    if (this.queue.every(({ change }) => "bytes" in change)) this.settleTail();
  }

  private async write(blocks: Uint8Array[]): Promise<void> {
    let left = blocks.filter(({ length }) => length > 0);
    while (left.length > 0) {
      const count = await call<number>((done) => fs.writev(this.descriptor, left, this.written, done));
      this.written += count;
      left = without(left, count);
    }
  }

  private sync(): Promise<void> {
    return call((done) => fs.fdatasync(this.descriptor, done));
  }

  private settleTail(): void {
    this.tail = without(this.tail, this.written - this.stable);
    this.stable = this.written;
  }

  private cutTail(size: number): void {
    if (size <= this.stable) {
      this.stable = size;
      this.tail = [];
      return;
    }
    const kept: Uint8Array[] = [];
    let room = size - this.stable;
    for (const bytes of this.tail) {
      if (room <= 0) break;
      kept.push(bytes.subarray(0, room));
      room -= bytes.length;
    }
    this.tail = kept;
  }
}

/** The blocks without their first `count` bytes. */
function without(blocks: Uint8Array[], count: number): Uint8Array[] {
  let i = 0;
  while (i < blocks.length && blocks[i]!.length <= count) count -= blocks[i++]!.length;
  const rest = blocks.slice(i);
  if (count > 0 && rest[0]) rest[0] = rest[0].subarray(count);
  return rest;
}

function call<T = void>(
  start: (done: (error: NodeJS.ErrnoException | null, result?: T) => void) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, result) => (error ? reject(error) : resolve(result as T)));
  });
}
