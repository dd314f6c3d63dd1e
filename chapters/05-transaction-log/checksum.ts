/** For every byte, what it does to the checksum. */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/**
 * CRC-32 of some bytes, 32 bits without a sign. Any one to three bits that turn, and any run of up to 32, change it;
 * other damage goes unnoticed once in four thousand million times. Nothing to write here.
 *
 * Source: IEEE 802.3; the same as in gzip and PNG. ZooKeeper's log has the weaker Adler-32.
 */
export function crc32(bytes: Uint8Array): number {
  let value = -1;
  for (let i = 0; i < bytes.length; i++) value = (value >>> 8) ^ TABLE[(value ^ bytes[i]!) & 0xff]!;
  return ~value >>> 0;
}
