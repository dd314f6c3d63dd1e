const SEED = 0x9747b28c;
const MULTIPLIER = 0x5bd1e995;

/**
 * A. Appleby's MurmurHash2, with the seed that Kafka's clients use for keys. No secret is safe in it: it only mixes.
 *
 * @returns a whole number of 32 bits with its sign, from -2³¹ to 2³¹ - 1
 */
export function murmur2(bytes: Uint8Array): number {
  // Write here (step hash): Four bytes at a time, then what is left, then the last mixing. Products of 32 bits: `Math.imul`.
  throw new Error("Not written yet (step hash)");
}

// Yours (step hash): Your helpers.
