import type { Disk } from "#lab/host";
import { ByteWriter } from "#transaction-log/bytes";
import { countWhile } from "./halving";
import type { Offset } from "./record-batch";

/** Most that an offset in an index may lie behind the segment's base: it has 31 bits. */
export const MAX_RELATIVE = 0x7fff_ffffn;

/** Where a batch begins in its segment's file: 32 bits offset behind the base, 32 bits position. Not every batch is in it. */
export class OffsetIndex {
  static readonly ENTRY_BYTES = 8;

  constructor(
    readonly disk: Disk,
    readonly file: string,
    readonly base: Offset,
  ) {}

  get count(): number {
    return entries(this.disk, this.file, OffsetIndex.ENTRY_BYTES);
  }

  add(offset: Offset, position: number): void {
    // #region write indexes: Eight bytes. What if they can't hold the offset?
    if (offset - this.base > MAX_RELATIVE) throw new RangeError(`${offset} is too far behind ${this.base}`);
    const writer = new ByteWriter();
    writer.u32(Number(offset - this.base));
    writer.u32(position);
    this.disk.append(this.file, writer.view());
    // #endregion
  }

  /** From where on the file must be read to find an offset: the position of the last entry that isn't behind it, or 0. */
  lookup(offset: Offset): number {
    // #region write indexes: By `countWhile`.
    const before = countWhile(this.count, (index) => this.#at(index).offset <= offset);
    return before === 0 ? 0 : this.#at(before - 1).position;
    // #endregion
  }

  /** The highest position of an entry; undefined if there is none. */
  get lastPosition(): number | undefined {
    return this.count === 0 ? undefined : this.#at(this.count - 1).position;
  }

  #at(index: number): { offset: Offset; position: number } {
    const view = viewOf(this.disk.read(this.file, index * OffsetIndex.ENTRY_BYTES, OffsetIndex.ENTRY_BYTES));
    return { offset: this.base + BigInt(view.getUint32(0)), position: view.getUint32(4) };
  }
}

/** 64 bits timestamp, 32 bits offset behind the base: up to this offset no record has a later timestamp. */
export class TimeIndex {
  static readonly ENTRY_BYTES = 12;

  constructor(
    readonly disk: Disk,
    readonly file: string,
    readonly base: Offset,
  ) {}

  get count(): number {
    return entries(this.disk, this.file, TimeIndex.ENTRY_BYTES);
  }

  add(timestamp: bigint, offset: Offset): void {
    // #region write indexes: Twelve bytes. Neither of the two may go back.
    const last = this.last;
    if (last !== undefined && (timestamp < last.timestamp || offset <= last.offset)) return;
    const writer = new ByteWriter();
    writer.u64(timestamp);
    writer.u32(Number(offset - this.base));
    this.disk.append(this.file, writer.view());
    // #endregion
  }

  /** The last offset that is known to lie before every record of this time or later; undefined if none is. */
  lookup(timestamp: bigint): Offset | undefined {
    // #region write indexes: By `countWhile`.
    const before = countWhile(this.count, (index) => this.#at(index).timestamp < timestamp);
    return before === 0 ? undefined : this.#at(before - 1).offset;
    // #endregion
  }

  get last(): { timestamp: bigint; offset: Offset } | undefined {
    return this.count === 0 ? undefined : this.#at(this.count - 1);
  }

  #at(index: number): { timestamp: bigint; offset: Offset } {
    const view = viewOf(this.disk.read(this.file, index * TimeIndex.ENTRY_BYTES, TimeIndex.ENTRY_BYTES));
    return { timestamp: view.getBigInt64(0), offset: this.base + BigInt(view.getUint32(8)) };
  }
}

function entries(disk: Disk, file: string, size: number): number {
  return disk.exists(file) ? Math.floor(disk.size(file) / size) : 0;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
