/** Values as bytes and back, through a DataView: big-endian, as ZooKeeper has them. Nothing to write here. */

const utf8 = new TextEncoder();
const fromUtf8 = new TextDecoder("utf-8", { fatal: true });

/** Most bytes that one UTF-16 code unit takes in UTF-8. */
const BYTES_PER_UNIT = 3;

/** A buffer that grows while it is written into, and is used again after `clear`. */
export class ByteWriter {
  /** Bytes written so far. */
  length = 0;
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);

  u8(value: number): void {
    const at = this.#grow(1);
    this.#view.setUint8(at, value);
  }

  u32(value: number): void {
    const at = this.#grow(4);
    this.#view.setUint32(at, value);
  }

  i32(value: number): void {
    const at = this.#grow(4);
    this.#view.setInt32(at, value);
  }

  /** 64 bits. They never pass through a JavaScript number. */
  u64(value: bigint): void {
    const at = this.#grow(8);
    this.#view.setBigUint64(at, value);
  }

  f64(value: number): void {
    const at = this.#grow(8);
    this.#view.setFloat64(at, value);
  }

  /** Bytes as they are. */
  raw(value: Uint8Array): void {
    const at = this.#grow(value.length);
    this.#bytes.set(value, at);
  }

  /** Bytes, with their number before them. */
  bytes(value: Uint8Array): void {
    this.u32(value.length);
    this.raw(value);
  }

  /** Text as UTF-8, with the number of bytes before it. */
  text(value: string): void {
    const at = this.length;
    this.#grow(4 + value.length * BYTES_PER_UNIT);
    const { written } = utf8.encodeInto(value, this.#bytes.subarray(at + 4));
    this.#view.setUint32(at, written);
    this.length = at + 4 + written;
  }

  /** Leaves room for a number that isn't known yet. @returns where, for {@link putU32} */
  reserveU32(): number {
    return this.#grow(4);
  }

  putU32(at: number, value: number): void {
    this.#view.setUint32(at, value);
  }

  /** What was written, from a place on. It is the writer's own memory: use it before the next write. */
  view(from = 0): Uint8Array {
    return this.#bytes.subarray(from, this.length);
  }

  /** Begins again, in the same memory. */
  clear(): void {
    this.length = 0;
  }

  /** Makes room. @returns where it begins */
  #grow(size: number): number {
    const at = this.length;
    this.length += size;
    if (this.length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.length, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, at));
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }
}

/** Reads what a ByteWriter wrote. Beyond the end it throws a RangeError. */
export class ByteReader {
  #at = 0;
  readonly #view: DataView;

  constructor(readonly source: Uint8Array) {
    this.#view = new DataView(source.buffer, source.byteOffset, source.byteLength);
  }

  /** Whether everything has been read. */
  get done(): boolean {
    return this.#at === this.source.length;
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4));
  }

  i32(): number {
    return this.#view.getInt32(this.#advance(4));
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#advance(8));
  }

  f64(): number {
    return this.#view.getFloat64(this.#advance(8));
  }

  /** A copy, so that it doesn't keep the whole source in memory. */
  bytes(): Uint8Array {
    return this.#take().slice();
  }

  text(): string {
    return fromUtf8.decode(this.#take());
  }

  #take(): Uint8Array {
    const length = this.u32();
    const at = this.#advance(length);
    return this.source.subarray(at, at + length);
  }

  #advance(size: number): number {
    const at = this.#at;
    if (at + size > this.source.length) throw new RangeError("there are no more bytes");
    this.#at += size;
    return at;
  }
}
