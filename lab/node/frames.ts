import { MAX_MESSAGE } from "../host";

/** A block of bytes with its length, in 32 bits, in front. */
export function frame(content: Uint8Array): Uint8Array {
  const framed = new Uint8Array(4 + content.length);
  new DataView(framed.buffer).setUint32(0, content.length);
  framed.set(content, 4);
  return framed;
}

/** Finds the frames in a stream of bytes. Each byte is copied once, however the stream is cut. */
export class FrameReader {
  private chunks: Uint8Array[] = [];
  private received = 0;
  /** The length of the frame that is coming in, once its head has come. */
  private expected: number | undefined;

  /** @param limit most bytes of a frame */
  constructor(private readonly limit = MAX_MESSAGE) {}

  push(chunk: Uint8Array): void {
    this.chunks.push(chunk);
    this.received += chunk.length;
  }

  /** The next whole frame. @throws RangeError if it is longer than a frame may be */
  next(): Uint8Array | undefined {
    if (this.expected === undefined) {
      if (this.received < 4) return undefined;
      const head = this.take(4);
      this.expected = new DataView(head.buffer, head.byteOffset).getUint32(0);
      if (this.expected > this.limit)
        throw new RangeError(`a frame has ${this.expected} bytes; ${this.limit} are the most`);
    }
    if (this.received < this.expected) return undefined;
    const content = this.take(this.expected);
    this.expected = undefined;
    return content;
  }

  private take(length: number): Uint8Array {
    this.received -= length;
    const first = this.chunks[0];
    if (first && first.length >= length) {
      if (first.length === length) this.chunks.shift();
      else this.chunks[0] = first.subarray(length);
      return first.subarray(0, length);
    }
    const joined = new Uint8Array(length);
    let filled = 0;
    let used = 0;
    for (; filled < length; used++) {
      const chunk = this.chunks[used]!;
      const part = chunk.subarray(0, length - filled);
      joined.set(part, filled);
      filled += part.length;
      if (part.length < chunk.length) {
        this.chunks[used] = chunk.subarray(part.length);
        break;
      }
    }
    this.chunks = this.chunks.slice(used);
    return joined;
  }
}
