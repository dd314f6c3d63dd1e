import { MAX_DEPTH } from "../world/copy";
import { Shape } from "./shapes";
import { MAX_SHAPES, Tag } from "./tags";

const toUtf8 = new TextEncoder();

/** Above so many bytes the memory is given back once it has been read. */
const KEPT_BYTES = 256 * 1024;

/** Writes messages one behind the other. It remembers which shapes the reader knows. */
export class MessageWriter {
  private bytes = new Uint8Array(256);
  private view = new DataView(this.bytes.buffer);
  private at = 0;
  private none = Shape.none();
  private shapes = 0;
  private mustForget = false;

  /** Bytes written and not taken. */
  get length(): number {
    return this.at;
  }

  /**
   * Writes a message behind the others.
   * @throws TypeError if it holds what no message can hold; then nothing of it was written
   */
  write(message: unknown): void {
    const begin = this.at;
    try {
      if (this.mustForget || this.shapes >= MAX_SHAPES / 2) this.forget();
      this.value(message, 0);
    } catch (error) {
      this.at = begin;
      // The reader won't hear of the shapes that were in it.
      this.mustForget = true;
      throw error;
    }
  }

  /** Takes the last messages back, down to a length that was read before. */
  cut(length: number): void {
    this.at = length;
    this.mustForget = true;
  }

  /** What was written, in an array of the caller's own. The next message begins anew. */
  take(): Uint8Array {
    const taken = this.bytes.slice(0, this.at);
    this.at = 0;
    if (this.bytes.length > KEPT_BYTES) this.resize(256);
    return taken;
  }

  /** Whoever reads from here on needs to know nothing of what came before. */
  reset(): void {
    this.none = Shape.none();
    this.shapes = 0;
    this.mustForget = false;
  }

  /** Leaves room for a number that isn't known yet. @returns where */
  reserve(): number {
    this.room(4);
    this.at += 4;
    return this.at - 4;
  }

  put(at: number, value: number): void {
    this.view.setUint32(at, value);
  }

  private forget(): void {
    this.reset();
    this.tag(Tag.Forget);
  }

  private value(value: unknown, depth: number): void {
    if (depth > MAX_DEPTH) throw new TypeError(`a message nests more than ${MAX_DEPTH} deep`);
    if (typeof value === "string") this.text(value);
    else if (typeof value === "number") this.number(value);
    else if (typeof value === "bigint") this.bigint(value);
    else if (typeof value === "boolean") this.tag(value ? Tag.True : Tag.False);
    else if (value === null) this.tag(Tag.Null);
    else if (value instanceof Uint8Array) this.block(value);
    else if (Array.isArray(value)) this.array(value, depth);
    else if (typeof value === "object") this.object(value as Record<string, unknown>, depth);
    else throw new TypeError(`a message cannot hold a ${typeof value}`);
  }

  private array(values: readonly unknown[], depth: number): void {
    this.tag(Tag.Array);
    this.count(values.length);
    for (const value of values) this.value(value ?? null, depth + 1);
  }

  private object(object: Record<string, unknown>, depth: number): void {
    let shape = this.none;
    for (const name in object) {
      const value = object[name];
      if (value !== undefined) shape = shape.with(name, value);
    }
    if (shape.number === undefined) this.introduce(shape);
    else {
      this.room(3);
      this.bytes[this.at] = Tag.Object;
      this.view.setUint16(this.at + 1, shape.number);
      this.at += 3;
    }
    for (const name of shape.fields) this.value(object[name], depth + 1);
  }

  private introduce(shape: Shape): void {
    // A single message may have more shapes than are remembered: then it tells them again and again.
    if (this.shapes < MAX_SHAPES) shape.number = this.shapes++;
    this.tag(Tag.NewShape);
    this.count(shape.all.length);
    for (const [name, type] of shape.all) {
      this.text(name);
      if (type === undefined) this.tag(Tag.Null);
      else this.text(type);
    }
  }

  private number(value: number): void {
    this.tag(Tag.Number);
    this.room(8);
    this.view.setFloat64(this.at, value);
    this.at += 8;
  }

  private bigint(value: bigint): void {
    if (BigInt.asIntN(64, value) !== value) {
      this.utf8(Tag.BigInt, String(value));
      return;
    }
    this.tag(Tag.Int64);
    this.room(8);
    this.view.setBigInt64(this.at, value);
    this.at += 8;
  }

  private text(text: string): void {
    if (!this.ascii(text)) this.utf8(Tag.Text, text);
  }

  /** Short text of ASCII alone: character by character, which is faster than any call. */
  private ascii(text: string): boolean {
    const { length } = text;
    if (length > 0xff) return false;
    this.room(2 + length);
    const { bytes } = this;
    const from = this.at + 2;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) return false;
      bytes[from + i] = code;
    }
    bytes[this.at] = Tag.Ascii;
    bytes[this.at + 1] = length;
    this.at = from + length;
    return true;
  }

  private utf8(tag: Tag, text: string): void {
    this.tag(tag);
    // A character of a string has three bytes of UTF-8 at most.
    this.room(4 + 3 * text.length);
    const { written } = toUtf8.encodeInto(text, this.bytes.subarray(this.at + 4));
    this.count(written);
    this.at += written;
  }

  private block(block: Uint8Array): void {
    this.tag(Tag.Bytes);
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
    this.resize(Math.max(this.at + needed, this.bytes.length * 2));
  }

  private resize(length: number): void {
    const resized = new Uint8Array(length);
    resized.set(this.bytes.subarray(0, this.at));
    this.bytes = resized;
    this.view = new DataView(resized.buffer);
  }
}
