import { Malformed } from "#zookeeper-protocol/malformed";

/**
 * Reads the primitive values of Kafka's protocol, and believes none of them. What isn't there throws {@link Malformed}.
 */
export class WireReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes that haven't been read. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  int8(): number {
    return this.#view.getInt8(this.#advance(1));
  }

  int16(): number {
    return this.#view.getInt16(this.#advance(2));
  }

  int32(): number {
    return this.#view.getInt32(this.#advance(4));
  }

  int64(): bigint {
    return this.#view.getBigInt64(this.#advance(8));
  }

  /** What {@link WireWriter.uvarint} wrote. It has five bytes at most. */
  uvarint(): number {
    // #region write codec: Gather seven bits at a time. 32 bits don't fit into the operators that shift.
    let value = 0;
    for (let factor = 1; factor <= 0x80 ** 4; factor *= 0x80) {
      const byte = this.#view.getUint8(this.#advance(1));
      value += (byte & 0x7f) * factor;
      if (byte < 0x80 && value < 2 ** 32) return value;
      if (byte < 0x80) break;
    }
    throw new Malformed("a number of more than 32 bits");
    // #endregion
  }

  /** So many bytes: a part of what is being read, and no copy. */
  take(length: number): Uint8Array {
    const at = this.#advance(length);
    return this.#bytes.subarray(at, at + length);
  }

  #advance(size: number): number {
    // #region write codec: Are there so many? A size may be anything that a client has sent.
    const at = this.#at;
    if (size < 0 || size > this.left) throw new Malformed(`${size} bytes of ${this.left}`);
    this.#at += size;
    return at;
    // #endregion
  }
}
