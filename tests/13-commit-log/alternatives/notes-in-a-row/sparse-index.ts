import type { Disk } from "#lab/host";
import type { Offset } from "#commit-log/record-batch";

export const MAX_RELATIVE = 2n ** 31n - 1n;

/** Entries of one size, in a file and, once they have been asked for, in memory as well. */
class Entries {
  #known: DataView[] = [];

  constructor(
    readonly disk: Disk,
    readonly file: string,
    readonly size: number,
  ) {}

  all(): readonly DataView[] {
    const count = this.disk.exists(this.file) ? Math.floor(this.disk.size(this.file) / this.size) : 0;
    if (count < this.#known.length) this.#known = [];
    if (count > this.#known.length) {
      const bytes = this.disk.read(this.file, 0, count * this.size);
      this.#known = Array.from(
        { length: count },
        (_, index) => new DataView(bytes.buffer, bytes.byteOffset + index * this.size, this.size),
      );
    }
    return this.#known;
  }

  add(write: (view: DataView) => void): void {
    if (!this.disk.exists(this.file)) this.#known = [];
    const view = new DataView(new ArrayBuffer(this.size));
    write(view);
    this.disk.append(this.file, new Uint8Array(view.buffer));
  }
}

export class OffsetIndex {
  static readonly ENTRY_BYTES = 8;
  readonly #entries: Entries;

  constructor(
    readonly disk: Disk,
    readonly file: string,
    readonly base: Offset,
  ) {
    this.#entries = new Entries(disk, file, OffsetIndex.ENTRY_BYTES);
  }

  get count(): number {
    return this.#entries.all().length;
  }

  add(offset: Offset, position: number): void {
    const relative = offset - this.base;
    if (relative > MAX_RELATIVE) throw new RangeError("the offset doesn't fit");
    this.#entries.add((view) => {
      view.setUint32(0, Number(relative));
      view.setUint32(4, position);
    });
  }

  lookup(offset: Offset): number {
    const found = this.#entries.all().findLast((view) => this.base + BigInt(view.getUint32(0)) <= offset);
    return found?.getUint32(4) ?? 0;
  }

  get lastPosition(): number | undefined {
    return this.#entries.all().at(-1)?.getUint32(4);
  }
}

export class TimeIndex {
  static readonly ENTRY_BYTES = 12;
  readonly #entries: Entries;

  constructor(
    readonly disk: Disk,
    readonly file: string,
    readonly base: Offset,
  ) {
    this.#entries = new Entries(disk, file, TimeIndex.ENTRY_BYTES);
  }

  get count(): number {
    return this.#entries.all().length;
  }

  add(timestamp: bigint, offset: Offset): void {
    const { last } = this;
    if (last && (last.timestamp > timestamp || last.offset >= offset)) return;
    this.#entries.add((view) => {
      view.setBigInt64(0, timestamp);
      view.setUint32(8, Number(offset - this.base));
    });
  }

  lookup(timestamp: bigint): Offset | undefined {
    const found = this.#entries.all().findLast((view) => view.getBigInt64(0) < timestamp);
    return found && this.base + BigInt(found.getUint32(8));
  }

  get last(): { timestamp: bigint; offset: Offset } | undefined {
    const view = this.#entries.all().at(-1);
    return view && { timestamp: view.getBigInt64(0), offset: this.base + BigInt(view.getUint32(8)) };
  }
}
