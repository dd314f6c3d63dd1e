import type { ByteWriter } from "#transaction-log/bytes";

/** Small numbers, which nearly all of them are, without a bigint. */
export function writeVarint(writer: ByteWriter, value: bigint): void {
  if (value > -(2n ** 30n) && value < 2n ** 30n) {
    const small = Number(value);
    let folded = ((small << 1) ^ (small >> 31)) >>> 0;
    while (folded > 127) {
      writer.u8((folded & 127) + 128);
      folded >>>= 7;
    }
    writer.u8(folded);
    return;
  }
  let folded = value < 0n ? -2n * value - 1n : 2n * value;
  while (folded > 127n) {
    writer.u8(Number(folded % 128n) + 128);
    folded /= 128n;
  }
  writer.u8(Number(folded));
}

export class Cursor {
  #at = 0;

  constructor(readonly source: Uint8Array) {}

  get at(): number {
    return this.#at;
  }

  u8(): number {
    const byte = this.source[this.#at];
    if (byte === undefined) throw new RangeError("the bytes are at their end");
    this.#at += 1;
    return byte;
  }

  varint(): bigint {
    let folded = 0n;
    let factor = 1n;
    for (let count = 0; count < 10; count++) {
      const byte = this.u8();
      folded += factor * BigInt(byte % 128);
      if (byte < 128) {
        const bits = BigInt.asUintN(64, folded);
        return bits % 2n === 0n ? bits / 2n : -(bits / 2n) - 1n;
      }
      factor *= 128n;
    }
    throw new RangeError("too long for a number");
  }

  take(length: number): Uint8Array {
    if (length < 0 || length > this.source.length - this.#at)
      throw new RangeError("too long for what is left");
    this.#at += length;
    return this.source.subarray(this.#at - length, this.#at);
  }
}
