import { ByteWriter } from "#transaction-log/bytes";

/**
 * Writes the primitive values of Kafka's protocol: big-endian numbers of fixed size, and numbers of seven bits a byte.
 *
 * Source: Kafka documentation, Protocol, "Protocol Primitive Types".
 */
export class WireWriter {
  readonly #bytes = new ByteWriter();

  int8(value: number): void {
    this.#bytes.u8(value & 0xff);
  }

  int16(value: number): void {
    // #region write codec: Two bytes, the high one first.
    this.#bytes.u8((value >> 8) & 0xff);
    this.#bytes.u8(value & 0xff);
    // #endregion
  }

  int32(value: number): void {
    this.#bytes.i32(value);
  }

  int64(value: bigint): void {
    this.#bytes.u64(value);
  }

  /** 0 to 2^32 - 1: seven bits a byte, the lowest first; the top bit says that another byte follows. */
  uvarint(value: number): void {
    // #region write codec: As chapter 13's varint, without the folding.
    let left = value;
    for (; left >= 0x80; left = Math.floor(left / 0x80)) this.#bytes.u8((left % 0x80) | 0x80);
    this.#bytes.u8(left);
    // #endregion
  }

  raw(bytes: Uint8Array): void {
    this.#bytes.raw(bytes);
  }

  /** A copy of all that was written. */
  take(): Uint8Array {
    return this.#bytes.view().slice();
  }
}
