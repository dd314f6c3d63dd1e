import type { ByteWriter } from "#transaction-log/bytes";

/**
 * Numbers of varying length: seven bits a byte, the lowest first; the top bit says that another byte follows. Signed
 * numbers are folded first (zigzag: 0, -1, 1, -2, … become 0, 1, 2, 3, …), so that small ones are short on both sides.
 *
 * Source: Kafka documentation, Message Format; Protocol Buffers, Encoding.
 */
export function writeVarint(writer: ByteWriter, value: bigint): void {
  // Write here (step batches): Fold, then seven bits at a time. 64 bits, so nothing here is a number.
  throw new Error("Not written yet (step batches)");
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
    // Write here (step batches): Gather seven bits at a time, then unfold.
    throw new Error("Not written yet (step batches)");
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
