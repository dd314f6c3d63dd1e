import type { ByteWriter } from "#transaction-log/bytes";

/**
 * Numbers of varying length: seven bits a byte, the lowest first; the top bit says that another byte follows. Signed
 * numbers are folded first (zigzag: 0, -1, 1, -2, … become 0, 1, 2, 3, …), so that small ones are short on both sides.
 *
 * Source: Kafka documentation, Message Format; Protocol Buffers, Encoding.
 */
export function writeVarint(writer: ByteWriter, value: bigint): void {
  // #region write batches: Fold, then seven bits at a time. 64 bits, so nothing here is a number.
  let left = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  for (; left >= 0x80n; left >>= 7n) writer.u8(Number(left & 0x7fn) | 0x80);
  writer.u8(Number(left));
  // #endregion
}

/** Walks through the bytes of some records. Beyond the end, and for a number of more than 64 bits, it throws a RangeError. */
export class Cursor {
  #at = 0;

  constructor(readonly source: Uint8Array) {}

  /** How many bytes have been read. */
  get at(): number {
    return this.#at;
  }

  u8(): number {
    return this.take(1)[0]!;
  }

  /** What {@link writeVarint} wrote. */
  varint(): bigint {
    // #region write batches: Gather seven bits at a time, then unfold.
    let folded = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.u8();
      folded |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, (folded >> 1n) ^ -(folded & 1n));
    }
    throw new RangeError("a number has more than 64 bits");
    // #endregion
  }

  /** `length` bytes, as they are in the source. */
  take(length: number): Uint8Array {
    const end = this.#at + length;
    if (length < 0 || end > this.source.length) throw new RangeError("there are no more bytes");
    const taken = this.source.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}
