import { MAX_DEPTH } from "../world/copy";
import { MAX_SHAPES, Tag } from "./tags";

const fromUtf8 = new TextDecoder();
const NOTHING = new Uint8Array(0);

/** A shape as the reader knows it: an object that has it, and which of its fields are yet to be filled. */
interface Known {
  template: Record<string, unknown>;
  fields: readonly string[];
}

/** Reads what a MessageWriter wrote, in the same order. It remembers the shapes that it was told. */
export class MessageReader {
  private bytes: Uint8Array = NOTHING;
  private view: DataView = new DataView(NOTHING.buffer);
  private at = 0;
  private shapes: Known[] = [];

  /** The next bytes; those before have been read. They hold whole messages. */
  begin(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = 0;
  }

  /** Whether everything has been read. */
  get done(): boolean {
    return this.at === this.bytes.length;
  }

  /** The next message. @throws RangeError if the bytes are not what a MessageWriter gives */
  next(): unknown {
    return this.value(0);
  }

  /** From here on somebody else has written, or the same one after `reset`. */
  reset(): void {
    this.shapes = [];
  }

  private value(depth: number): unknown {
    if (depth > MAX_DEPTH) throw new RangeError(`a message nests more than ${MAX_DEPTH} deep`);
    const tag = this.byte() as Tag;
    switch (tag) {
      case Tag.Null:
        return null;
      case Tag.False:
        return false;
      case Tag.True:
        return true;
      case Tag.Number:
        return this.view.getFloat64(this.skip(8));
      case Tag.Int64:
        return this.view.getBigInt64(this.skip(8));
      case Tag.BigInt:
        return this.bigint();
      case Tag.Ascii:
        return fromUtf8.decode(this.take(this.byte()));
      case Tag.Text:
        return fromUtf8.decode(this.take(this.count()));
      case Tag.Bytes:
        return new Uint8Array(this.take(this.count()));
      case Tag.Array:
        return Array.from({ length: this.count() }, () => this.value(depth + 1));
      case Tag.Object:
        return this.object(this.shapes[this.view.getUint16(this.skip(2))], depth);
      case Tag.NewShape:
        return this.object(this.shape(depth), depth);
      case Tag.Forget:
        this.reset();
        return this.value(depth + 1);
      default:
        throw new RangeError(`a message has no tag ${String(tag)}`);
    }
  }

  private object(shape: Known | undefined, depth: number): object {
    if (shape === undefined) throw new RangeError("an object has a shape that nobody told of");
    if (shape.fields.length > this.bytes.length - this.at) throw new RangeError("a message is cut off");
    const object = { ...shape.template };
    for (const name of shape.fields) object[name] = this.value(depth + 1);
    return object;
  }

  private shape(depth: number): Known {
    const template: Record<string, unknown> = {};
    const fields: string[] = [];
    for (let left = this.count(); left > 0; left--) {
      const name = this.value(depth + 1);
      if (typeof name !== "string" || name === "__proto__" || Object.hasOwn(template, name)) {
        throw new RangeError("a field has no proper name");
      }
      const type = this.value(depth + 1);
      template[name] = type;
      if (type === null) fields.push(name);
      else if (name !== "type" || typeof type !== "string")
        throw new RangeError("a field has no proper type");
    }
    const shape = { template, fields };
    if (this.shapes.length < MAX_SHAPES) this.shapes.push(shape);
    return shape;
  }

  private bigint(): bigint {
    const text = fromUtf8.decode(this.take(this.count()));
    if (!/^-?\d+$/.test(text)) throw new RangeError("a bigint has other characters than digits");
    return BigInt(text);
  }

  private count(): number {
    const count = this.view.getUint32(this.skip(4));
    // Every element takes a byte at least: a count beyond that is a lie that would cost memory.
    if (count > this.bytes.length - this.at) throw new RangeError("a message is cut off");
    return count;
  }

  private byte(): number {
    return this.bytes[this.skip(1)]!;
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
