/**
 * Kafka's protocol once more, for the tests: as short as can be, trusting, and written apart from what is tested, so
 * that the same mistake isn't made on both sides.
 */

/** Builds bytes. Short names say the sizes in bits; `compact` ones are those of flexible versions. */
export class Out {
  readonly #bytes: number[] = [];

  i8(value: number): this {
    return this.#number(1, (view) => view.setInt8(0, value));
  }
  i16(value: number): this {
    return this.#number(2, (view) => view.setInt16(0, value));
  }
  i32(value: number): this {
    return this.#number(4, (view) => view.setInt32(0, value));
  }
  i64(value: bigint): this {
    return this.#number(8, (view) => view.setBigInt64(0, value));
  }
  varint(value: number): this {
    for (; value > 127; value = Math.floor(value / 128)) this.#bytes.push((value % 128) + 128);
    this.#bytes.push(value);
    return this;
  }
  raw(bytes: Iterable<number>): this {
    for (const byte of bytes) this.#bytes.push(byte);
    return this;
  }
  text(text: string | null): this {
    if (text === null) return this.i16(-1);
    const bytes = new TextEncoder().encode(text);
    return this.i16(bytes.length).raw(bytes);
  }
  compact(text: string | null): this {
    if (text === null) return this.varint(0);
    const bytes = new TextEncoder().encode(text);
    return this.varint(bytes.length + 1).raw(bytes);
  }
  buffer(bytes: Uint8Array | null): this {
    return bytes === null ? this.i32(-1) : this.i32(bytes.length).raw(bytes);
  }
  list<T>(values: readonly T[], write: (value: T) => unknown): this {
    this.i32(values.length);
    for (const value of values) write(value);
    return this;
  }

  get bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
  /** With its length before it. */
  get frame(): Uint8Array {
    return new Out().buffer(this.bytes).bytes;
  }

  #number(size: number, set: (view: DataView) => void): this {
    const view = new DataView(new ArrayBuffer(size));
    set(view);
    return this.raw(new Uint8Array(view.buffer));
  }
}

/** Takes bytes apart. What isn't there is an error of the test. */
export class In {
  readonly #view: DataView;
  #at = 0;

  constructor(readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.bytes.length - this.#at;
  }
  i8(): number {
    return this.#view.getInt8(this.#advance(1));
  }
  i16(): number {
    return this.#view.getInt16(this.#advance(2));
  }
  i32(): number {
    return this.#view.getInt32(this.#advance(4));
  }
  i64(): bigint {
    return this.#view.getBigInt64(this.#advance(8));
  }
  text(): string | null {
    const length = this.i16();
    return length === -1 ? null : new TextDecoder().decode(this.take(length));
  }
  buffer(): Uint8Array | null {
    const length = this.i32();
    return length === -1 ? null : this.take(length);
  }
  list<T>(read: () => T): T[] {
    return Array.from({ length: this.i32() }, read);
  }
  take(length: number): Uint8Array {
    const at = this.#advance(length);
    return this.bytes.slice(at, at + length);
  }

  #advance(size: number): number {
    const at = this.#at;
    if (size < 0 || at + size > this.bytes.length) {
      throw new Error(`an answer of ${this.bytes.length} bytes ends before the ${size} bytes at ${at}`);
    }
    this.#at += size;
    return at;
  }
}

export const KEY = {
  produce: 0,
  fetch: 1,
  listOffsets: 2,
  metadata: 3,
  commit: 8,
  fetchOffsets: 9,
  find: 10,
  join: 11,
  heartbeat: 12,
  leave: 13,
  sync: 14,
  versions: 18,
  create: 19,
  configs: 32,
  initProducer: 22,
  describe: 15,
  list: 16,
  epochs: 23,
  partitions: 37,
  delete: 42,
  cluster: 60,
};

/** A request that isn't flexible: its header, and what `body` adds. */
export function ask(
  key: number,
  version: number,
  body: (out: Out) => unknown = () => {},
  correlation = 7,
): Uint8Array {
  const out = new Out().i16(key).i16(version).i32(correlation).text("test");
  body(out);
  return out.frame;
}
