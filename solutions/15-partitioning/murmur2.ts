const SEED = 0x9747b28c;
const MULTIPLIER = 0x5bd1e995;

/**
 * A. Appleby's MurmurHash2, with the seed that Kafka's clients use for keys. No secret is safe in it: it only mixes.
 *
 * @returns a whole number of 32 bits with its sign, from -2³¹ to 2³¹ - 1
 */
export function murmur2(bytes: Uint8Array): number {
  // #region write hash: Four bytes at a time, then what is left, then the last mixing. Products of 32 bits: `Math.imul`.
  let hash = SEED ^ bytes.length;
  const whole = bytes.length - (bytes.length % 4);
  for (let at = 0; at < whole; at += 4) {
    const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    hash = Math.imul(hash, MULTIPLIER) ^ scramble(word);
  }
  for (let at = bytes.length - 1; at >= whole; at--) hash ^= bytes[at]! << (8 * (at - whole));
  if (whole < bytes.length) hash = Math.imul(hash, MULTIPLIER);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, MULTIPLIER);
  return hash ^ (hash >>> 15);
  // #endregion
}

// #region own hash: Your helpers.
/** Mixes the high bits of a word into its low ones. */
function scramble(word: number): number {
  const product = Math.imul(word, MULTIPLIER);
  return Math.imul(product ^ (product >>> 24), MULTIPLIER);
}
// #endregion
