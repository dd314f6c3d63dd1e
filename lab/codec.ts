import { MAX_DEPTH } from "./world/copy";

const toUtf8 = new TextEncoder();
const fromUtf8 = new TextDecoder();

/**
 * Messages as bytes, for a real network: a tag, then the value; counts and lengths as 32 bits, numbers as 64-bit
 * floats, bigints as decimal text. Equal messages give equal bytes if their fields are in the same order.
 */
export function encode(message: unknown): Uint8Array {
  writer.begin();
  writer.value(message, 0);
  return writer.finish();
}

/** @throws RangeError if the bytes are not what {@link encode} gives */
export function decode(bytes: Uint8Array): unknown {
  const reader = new Reader(bytes);
  const value = reader.value(0);
  reader.end();
  return value;
}

const enum Tag {
  Null,
  False,
  True,
  Number,
  BigInt,
  Text,
  Bytes,
  Array,
  Object,
}

class Writer {
  private bytes = new Uint8Array(256);
  private view = new DataView(this.bytes.buffer);
  private at = 0;

  begin(): void {
    this.at = 0;
  }

  value(value: unknown, depth: number): void {
    if (depth > MAX_DEPTH) throw new TypeError(`a message nests more than ${MAX_DEPTH} deep`);
    if (value === null) this.tag(Tag.Null);
    else if (typeof value === "boolean") this.tag(value ? Tag.True : Tag.False);
    else if (typeof value === "number") this.number(value);
    else if (typeof value === "bigint") this.text(Tag.BigInt, String(value));
    else if (typeof value === "string") this.text(Tag.Text, value);
    else if (value instanceof Uint8Array) this.block(Tag.Bytes, value);
    else if (Array.isArray(value)) this.array(value, depth);
    else if (typeof value === "object") this.object(value, depth);
    else throw new TypeError(`a message cannot hold a ${typeof value}`);
  }

  finish(): Uint8Array {
    return this.bytes.slice(0, this.at);
  }

  private array(values: readonly unknown[], depth: number): void {
    this.tag(Tag.Array);
    this.count(values.length);
    for (const value of values) this.value(value ?? null, depth + 1);
  }

  private object(value: object, depth: number): void {
    const fields = Object.entries(value).filter(([, inner]) => inner !== undefined);
    this.tag(Tag.Object);
    this.count(fields.length);
    for (const [name, inner] of fields) {
      this.text(Tag.Text, name);
      this.value(inner, depth + 1);
    }
  }

  private number(value: number): void {
    this.tag(Tag.Number);
    this.room(8);
    this.view.setFloat64(this.at, value);
    this.at += 8;
  }

  /** Encodes where it stands: most texts are names of fields, too short for an array of their own. */
  private text(tag: Tag, text: string): void {
    this.tag(tag);
    // A character of a string has three bytes of UTF-8 at most.
    this.room(4 + 3 * text.length);
    const { written } = toUtf8.encodeInto(text, this.bytes.subarray(this.at + 4));
    this.count(written);
    this.at += written;
  }

  private block(tag: Tag, block: Uint8Array): void {
    this.tag(tag);
    this.count(block.length);
    this.room(block.length);
    this.bytes.set(block, this.at);
    this.at += block.length;
  }

  private tag(tag: Tag): void {
    this.room(1);
    this.bytes[this.at++] = tag;
  }

  private count(count: number): void {
    this.room(4);
    this.view.setUint32(this.at, count);
    this.at += 4;
  }

  private room(needed: number): void {
    if (this.at + needed <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.at + needed, this.bytes.length * 2));
    larger.set(this.bytes);
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }
}

/** One for all messages: most are short, and a writer of its own would cost more than writing. */
const writer = new Writer();

class Reader {
  private readonly view: DataView;
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  value(depth: number): unknown {
    if (depth > MAX_DEPTH) throw new RangeError(`a message nests more than ${MAX_DEPTH} deep`);
    const tag = this.take(1)[0] as Tag;
    switch (tag) {
      case Tag.Null:
        return null;
      case Tag.False:
        return false;
      case Tag.True:
        return true;
      case Tag.Number:
        return this.view.getFloat64(this.skip(8));
      case Tag.BigInt:
        return BigInt(fromUtf8.decode(this.block()));
      case Tag.Text:
        return fromUtf8.decode(this.block());
      case Tag.Bytes:
        return new Uint8Array(this.block());
      case Tag.Array:
        return Array.from({ length: this.count() }, () => this.value(depth + 1));
      case Tag.Object:
        return this.object(depth);
      default:
        throw new RangeError(`a message has no tag ${String(tag)}`);
    }
  }

  end(): void {
    if (this.at !== this.bytes.length) throw new RangeError("a message has bytes after its end");
  }

  private object(depth: number): object {
    const value: Record<string, unknown> = {};
    for (let left = this.count(); left > 0; left--) {
      const name = this.value(depth + 1);
      if (typeof name !== "string" || name === "__proto__")
        throw new RangeError("a field has no proper name");
      value[name] = this.value(depth + 1);
    }
    return value;
  }

  private count(): number {
    const count = this.view.getUint32(this.skip(4));
    // Every element takes a byte at least: a count beyond that is a lie that would cost memory.
    if (count > this.bytes.length - this.at) throw new RangeError("a message is cut off");
    return count;
  }

  private block(): Uint8Array {
    return this.take(this.count());
  }

  private take(length: number): Uint8Array {
    const start = this.skip(length);
    return this.bytes.subarray(start, this.at);
  }

  private skip(length: number): number {
    const start = this.at;
    if (length > this.bytes.length - start) throw new RangeError("a message is cut off");
    this.at += length;
    return start;
  }
}
