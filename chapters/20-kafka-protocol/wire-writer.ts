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
    // Write here (step codec): Two bytes, the high one first.
    throw new Error("Not written yet (step codec)");
  }

  int32(value: number): void {
    this.#bytes.i32(value);
  }

  int64(value: bigint): void {
    this.#bytes.u64(value);
  }

  /** 0 to 2^32 - 1: seven bits a byte, the lowest first; the top bit says that another byte follows. */
  uvarint(value: number): void {
    // Write here (step codec): As chapter 13's varint, without the folding.
    throw new Error("Not written yet (step codec)");
  }

  raw(bytes: Uint8Array): void {
    this.#bytes.raw(bytes);
  }

  /** A copy of all that was written. */
  take(): Uint8Array {
    return this.#bytes.view().slice();
  }
}
