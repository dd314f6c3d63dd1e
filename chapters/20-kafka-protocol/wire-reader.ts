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
    // Write here (step codec): Gather seven bits at a time. 32 bits don't fit into the operators that shift.
    throw new Error("Not written yet (step codec)");
  }

  /** So many bytes: a part of what is being read, and no copy. */
  take(length: number): Uint8Array {
    const at = this.#advance(length);
    return this.#bytes.subarray(at, at + length);
  }

  #advance(size: number): number {
    // Write here (step codec): Are there so many? A size may be anything that a client has sent.
    throw new Error("Not written yet (step codec)");
  }
}
