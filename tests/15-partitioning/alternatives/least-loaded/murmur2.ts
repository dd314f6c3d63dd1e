const M = 0x5bd1e995n;
const bits = (value: bigint): bigint => value & 0xffffffffn;

/** With whole numbers of any size, cut to 32 bits after each step. */
export function murmur2(bytes: Uint8Array): number {
  let hash = 0x9747b28cn ^ BigInt(bytes.length);
  let rest = bytes;
  for (; rest.length >= 4; rest = rest.subarray(4)) {
    let word = rest.subarray(0, 4).reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
    word = bits(word * M);
    word = bits((word ^ (word >> 24n)) * M);
    hash = bits(hash * M) ^ word;
  }
  if (rest.length > 0) {
    hash = bits((hash ^ rest.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n)) * M);
  }
  hash = bits((hash ^ (hash >> 13n)) * M);
  return Number(BigInt.asIntN(32, hash ^ (hash >> 15n)));
}
